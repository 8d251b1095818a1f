import { expect, test } from 'vitest';
import { allAt, elementAt, parseXml, tagsAt, textAt, textsAt } from '../../../controller/adapters/aws-xml.ts';

test('elements, lists, empty elements, attributes and entities', () => {
  const xml =
    parseXml(`<?xml version="1.0"?><!-- a --><R xmlns="http://x"><A b="1">x &lt;&amp;&#62;&#x41;</A><L><i>1</i><i>2</i></L>
    <E/><T><m><Key>k</Key><Value></Value></m></T><C><![CDATA[a<b]]></C></R>`);
  expect(textAt(xml, 'R', 'A')).toBe('x <&>A');
  expect(textsAt(xml, 'R', 'L', 'i')).toEqual(['1', '2']);
  expect(elementAt(xml, 'R', 'E')).toEqual({});
  expect(elementAt(xml, 'R', 'Nothing')).toBeUndefined();
  expect(allAt(xml, 'R', 'Nothing', 'i')).toEqual([]);
  expect(tagsAt(xml, 'R', 'T', 'm')).toEqual([{ Key: 'k', Value: '' }]);
  expect(textAt(xml, 'R', 'C')).toBe('a<b');
});

test('R4: names of the prototype are names like others', () => {
  const xml = parseXml('<R><__proto__><a>1</a></__proto__><constructor>2</constructor></R>');
  expect(textAt(xml, 'R', 'constructor')).toBe('2');
  expect(({} as { a?: unknown }).a).toBeUndefined();
  expect(textAt(xml, 'R', 'toString')).toBeUndefined();
});

test('what is no XML gives nothing, and a tag too many does no harm', () => {
  expect(parseXml('nothing')).toEqual({});
  expect(textAt(parseXml('</A></B><C>1</C>'), 'C')).toBe('1');
});
