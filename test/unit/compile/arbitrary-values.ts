import fc from 'fast-check';

/** The part of a JSON Schema that says what values look like. */
export interface Shape {
  readonly type?: string;
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly anyOf?: readonly Shape[];
  readonly oneOf?: readonly Shape[];
  readonly items?: Shape;
  readonly properties?: Readonly<Record<string, Shape>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: Shape | boolean;
  readonly propertyNames?: Shape;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly pattern?: string;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly uniqueItems?: boolean;
}

/** What stands at a place, where its schema does not say all: the end of a path → its values. The first that fits counts. */
export type Known = readonly (readonly [end: RegExp, values: fc.Arbitrary<unknown>])[];

/** Values that a schema takes. A place that may refer to another document holds a literal. */
export function arbitraryOf(shape: Shape, known: Known, path = ''): fc.Arbitrary<unknown> {
  const found = known.find(([end]) => end.test(path));
  if (found !== undefined) return found[1];
  if (shape.const !== undefined) return fc.constant(shape.const);
  if (shape.enum !== undefined) return fc.constantFrom(...shape.enum);
  const options = (shape.anyOf ?? shape.oneOf)?.filter((option) => !isReference(option));
  if (options !== undefined) return fc.oneof(...options.map((option) => arbitraryOf(option, known, path)));
  if (shape.type === 'boolean') return fc.boolean();
  if (shape.type === 'integer' || shape.type === 'number') return numberOf(shape);
  if (shape.type === 'string') return textOf(shape);
  if (shape.type === 'array') return listOf(shape, known, path);
  return shape.properties === undefined && typeof shape.additionalProperties !== 'object'
    ? fc.constantFrom<unknown>('text', 5, true, null, { a: [1] })
    : blockOf(shape, known, path);
}

/** `{value}` and `{valueFrom}`: the literal beside them says the same. */
function isReference({ properties = {} }: Shape): boolean {
  return properties.valueFrom !== undefined || (properties.value !== undefined && Object.keys(properties).length === 1);
}

/** Larger than any limit of AWS. */
const LARGE = 2_000_000_000;

/** The ends of the range as often as what lies between. */
function numberOf({ type, minimum = 0, maximum = LARGE }: Shape): fc.Arbitrary<number> {
  const [min, max] = [Math.max(minimum, -LARGE), Math.min(maximum, LARGE)];
  if (type === 'integer') return fc.oneof(fc.constantFrom(min, max), fc.integer({ min, max }));
  return fc.constantFrom(Math.max(min, 0.01), max, (min + max) / 2);
}

/** What a text of no pattern holds: some of it means something in JSON, YAML or a template. */
const CHARACTERS = [...'abcXYZ019 -_.:/', ...'"\\<>&{}$%äß€'];

function textOf({ pattern, minLength = 0, maxLength = 300 }: Shape): fc.Arbitrary<string> {
  const plain = fc.constantFrom(...CHARACTERS);
  const fits = (text: string) => text.length >= minLength && text.length <= maxLength;
  if (pattern === undefined)
    return fc.string({ unit: plain, minLength, maxLength: Math.min(maxLength, 300), size: 'max' });
  const form = new RegExp(pattern, 'u');
  const drawn = formOf(pattern, form);
  const good = (text: string) => fits(text) && form.test(text);
  if (!fc.sample(drawn, { numRuns: 50, seed: 1 }).some(good)) throw new Error(`No text is known for ${pattern}`);
  return drawn.filter(good);
}

/** What fast-check does not draw from a pattern is drawn from few characters. */
function formOf(pattern: string, form: RegExp): fc.Arbitrary<string> {
  const isPlain = !/\(\?|\\p|\[\^|\\S/.test(pattern.replaceAll('(?:', ''));
  return isPlain
    ? fc.stringMatching(form)
    : fc.string({ unit: fc.constantFrom(...'abz019'), minLength: 1, maxLength: 40 });
}

/** As many entries as the schema takes are drawn only where that is few. */
const FEW = 3;

function listOf(shape: Shape, known: Known, path: string): fc.Arbitrary<unknown> {
  const { items = {}, minItems: minLength = 0, maxItems = FEW, uniqueItems = false } = shape;
  const entries = arbitraryOf(items, known, `${path}[]`);
  const bounds = { minLength, maxLength: Math.max(minLength, Math.min(maxItems, FEW)) };
  return uniqueItems
    ? fc.uniqueArray(entries, { ...bounds, selector: (entry) => JSON.stringify(entry) })
    : fc.array(entries, bounds);
}

function blockOf(shape: Shape, known: Known, path: string): fc.Arbitrary<unknown> {
  const { properties, required = [], additionalProperties, propertyNames = { type: 'string' } } = shape;
  if (properties !== undefined) {
    const fields = Object.entries(properties).map(
      ([name, field]) => [name, arbitraryOf(field, known, path === '' ? name : `${path}.${name}`)] as const,
    );
    return fc.record(Object.fromEntries(fields), { requiredKeys: [...required], noNullPrototype: true });
  }
  const names = textOf({ ...propertyNames, minLength: 1, maxLength: 60 });
  const values = arbitraryOf(additionalProperties as Shape, known, `${path}.*`);
  return fc.dictionary(names, values, { maxKeys: FEW, noNullPrototype: true });
}
