import { describe, expect, test } from 'vitest';
import { loadWith, team } from './registry-files.ts';

const NEEDED = {
  project: 'acme',
  organization: 'acme',
  environment: 'dev',
  account: '123456789012',
  region: 'us-east-1',
  network: { cidr: '10.0.0.0/16' },
};

/** Path and message of every finding of a registry with this Platform, and a Team if it is given. */
function said(spec: object, shop?: { readonly name: string; readonly spec: string }): readonly string[] {
  const platform = {
    apiVersion: 'holdfast/v1',
    kind: 'Platform',
    metadata: { name: 'shared' },
    spec: { ...NEEDED, ...spec },
  };
  const files = {
    'platform.yaml': JSON.stringify(platform),
    ...(shop && { [`teams/${shop.name}/team.yaml`]: team(shop.name, shop.spec) }),
  };
  return loadWith(files).findings.map(({ code, path, message }) => `${code} ${path}: ${message}`);
}

describe('a project', () => {
  test.each(['acme-sg', 'sgx', 'sthreex', 'amzn-s3'])('%s gives names that AWS takes', (project) => {
    expect(said({ project })).toEqual([]);
  });

  test.each([
    ['sg', 'sg-, which EC2 refuses for security groups'],
    ['sg-acme', 'sg-, which EC2 refuses for security groups'],
    ['sthree', 'sthree- or amzn-s3-demo-, which S3 refuses for buckets'],
    ['amzn-s3-demo', 'sthree- or amzn-s3-demo-, which S3 refuses for buckets'],
  ])('%s does not', (project, reason) => {
    expect(said({ project })).toEqual([
      `InvalidValue spec.project: spec.project must not be or begin with ${reason}, but is text "${project}".`,
    ]);
  });
});

describe('a bucket of the platform', () => {
  const reserved =
    'must not begin with xn--, sthree- or amzn-s3-demo-, nor end in -s3alias, --ol-s3, --x-s3 or --table-s3: S3 keeps these';

  test.each([
    'xn--code',
    'sthree-code',
    'amzn-s3-demo-code',
    'code-s3alias',
    'code--ol-s3',
    'code--x-s3',
    'code--table-s3',
  ])('has no name that S3 keeps: %s', (name) => {
    const path = 'spec.storage.artifactBucket';
    expect(said({ storage: { artifactBucket: name } })).toEqual([
      `InvalidValue ${path}: ${path} ${reserved}, but is text "${name}".`,
    ]);
  });

  test('is no other one, nor one that a team may have', () => {
    expect(said({ storage: { artifactBucket: 'acme-logs-123456789012-us-east-1' } })).toEqual([
      'ConflictingFields spec.storage.artifactBucket: The bucket acme-logs-123456789012-us-east-1 is that of the logs already.',
    ]);
    const ofTeam = 'acme-shop-bucket-uploads-123456789012';
    expect(
      said({ storage: { artifactBucket: ofTeam }, outputs: { terraformState: { bucket: `${ofTeam}x` } } }),
    ).toEqual([
      `ForeignName spec.storage.artifactBucket: The bucket ${ofTeam} has a name that a team's Bucket may have.`,
    ]);
  });
});

describe('the network', () => {
  test.each(['10.0.0.0/16', '100.64.0.0/16', '169.253.0.0/16', '223.255.0.0/16'])('can be %s', (cidr) => {
    expect(said({ network: { cidr } })).toEqual([]);
  });

  test.each(['0.0.0.0/16', '127.0.0.0/16', '169.254.0.0/16', '224.0.0.0/16', '255.255.0.0/16'])(
    'cannot be %s',
    (cidr) => {
      expect(said({ network: { cidr } })).toEqual([
        `InvalidValue spec.network.cidr: spec.network.cidr must not lie in a range that no network can have, such as 127.0.0.0/8 or 169.254.0.0/16, but is text "${cidr}".`,
      ]);
    },
  );

  test.each([
    ['us-east-1', 6],
    ['us-west-2', 4],
    ['eu-central-1', 3],
  ])('has no more zones than its region: %s has %i', (region, most) => {
    const network = (azs: number) => ({ region, network: { cidr: '10.0.0.0/16', azs } });
    expect(said(network(most))).toEqual([]);
    expect(said(network(most + 1))).toHaveLength(1);
  });

  test('says how many zones there are', () => {
    expect(said({ region: 'eu-central-1', network: { cidr: '10.0.0.0/16', azs: 4 } })).toEqual([
      'InvalidValue spec.network.azs: spec.network.azs is 4, but eu-central-1 has 3 availability zones.',
    ]);
  });
});

describe('the shared API', () => {
  test.each(['*', 'https://*', 'http://localhost:3000', 'https://app.example.com', 'http://[::1]:8080'])(
    'may be called from %s',
    (origin) => {
      expect(said({ api: { cors: { allowOrigins: [origin] } } })).toEqual([]);
    },
  );

  test.each(['https://*.example.com', 'https://', 'https://a..:x', 'app.example.com', 'https://app.example.com/'])(
    'not from %s',
    (origin) => {
      expect(said({ api: { cors: { allowOrigins: [origin] } } })).toEqual([
        `InvalidValue spec.api.cors.allowOrigins[0]: spec.api.cors.allowOrigins[0] must be *, https://*, http://*, or a whole origin such as https://app.example.com, but is text "${origin}".`,
      ]);
    },
  );

  test('a function that is given only the token finds it in a header', () => {
    const authorizer = {
      name: 'own',
      type: 'lambda',
      functionArn: 'arn:aws:lambda:us-east-1:123456789012:function:own',
    };
    const api = (identitySource: string) => ({
      api: { type: 'rest', authorizers: [{ ...authorizer, event: 'token', identitySources: [identitySource] }] },
    });
    expect(said(api('$request.header.X-Token'))).toEqual([]);
    expect(said(api('$request.querystring.token'))).toEqual([
      'ConflictingFields spec.api.authorizers[0].identitySources: A function that is given only the token needs exactly one identity source, a header.',
    ]);
  });
});

test('an address of alarms has a port that exists', () => {
  const alarms = (url: string) => ({ observability: { alarms: { urls: [url] } } });
  expect(said(alarms('https://hooks.example.com:8443/a'))).toEqual([]);
  expect(said(alarms('https://hooks.example.com:65536/a'))).toEqual([
    'InvalidValue spec.observability.alarms.urls[0]: spec.observability.alarms.urls[0] must be an https URL with a port of at most 65535, but is text "https://hooks.example.com:65536/a".',
  ]);
});

describe('a team', () => {
  const shop = (spec: string, name = 'shop') => ({ name, spec: `owner: someone${spec}` });

  test('has no two tags that differ in case only, since roles bear them', () => {
    expect(said({}, shop(', tags: {Cost: a, centre: b}'))).toEqual([]);
    expect(said({}, shop(', tags: {Cost: a, cost: b}'))).toEqual([
      'DuplicateEntry spec.tags.cost: The tags "Cost" and "cost" differ in case only; IAM takes them for one.',
    ]);
  });

  test('has at most 39 tags, since AWS takes 50 and some parts have eleven already', () => {
    const tags = (count: number) => Array.from({ length: count }, (_, index) => `t${index}: v`).join(', ');
    expect(said({}, shop(`, tags: {${tags(39)}}`))).toEqual([]);
    expect(said({}, shop(`, tags: {${tags(40)}}`))).toEqual([
      'InvalidValue spec.tags: These are 40 tags; a team gives up to 39, since AWS takes 50 on a resource.',
    ]);
  });

  test('has no tag without a value, which alarms and schedules do not take', () => {
    expect(said({}, shop(', tags: {cost: ""}'))).toEqual([
      'InvalidValue spec.tags.cost: spec.tags.cost must be a tag value: letters, digits, spaces and _ . : / = + - @, but is text "".',
    ]);
  });

  test('does not have the paths of API Gateway’s health checks', () => {
    expect(said({}, shop('', 'pings'))).toEqual([]);
    expect(said({}, shop('', 'ping'))).toEqual([
      'ReservedName spec.pathPrefix: The path prefix /ping is kept by API Gateway for its own health checks.',
    ]);
  });

  test('has no ~ in its path on a REST API', () => {
    expect(said({}, shop(', pathPrefix: /a~b'))).toEqual([]);
    expect(said({ api: { type: 'rest' } }, shop(', pathPrefix: /a~b'))).toEqual([
      'NotOnThisApi spec.pathPrefix: A REST API takes no ~ in a path.',
    ]);
  });
});
