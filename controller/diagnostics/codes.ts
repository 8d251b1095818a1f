/** What a finding code means: one-line title, why it appears, what the author does about it. */
export interface CodeEntry {
  readonly title: string;
  readonly cause: string;
  readonly remedy: string;
}

/**
 * The closed list of finding codes. The key is the code; it never changes its meaning once released.
 * `docs/reference/codes.md` is generated from this table.
 */
export const FINDING_CODES = {
  UnknownField: {
    title: 'A field that this kind does not have',
    cause: 'The field name is misspelt, or belongs to another kind or another level of the document.',
    remedy: 'Rename it to the field that the hint names, or remove it.',
  },
  FileTooLarge: {
    title: 'A file is larger than a registry file may be',
    cause: 'The file exceeds the limit of bytes for one file and was not read (R2).',
    remedy: 'Split it into several files, or move what does not belong into the registry elsewhere.',
  },
  TooManyFiles: {
    title: 'The registry has too many files',
    cause: 'The commit holds more registry files than one run reads (R2).',
    remedy: 'Put several documents into one file, or split the registry over several platforms.',
  },
  RegistryTooLarge: {
    title: 'The registry is too large in all',
    cause: 'All registry files together exceed the limit of bytes (R2).',
    remedy: 'Remove large files, or split the registry over several platforms.',
  },
  UnsafePath: {
    title: 'A path that could mean another place',
    cause: 'The path is absolute, has empty, `.` or `..` parts, a backslash, or characters that cannot be seen (R1).',
    remedy: 'Rename the file.',
  },
  SymbolicLink: {
    title: 'A symbolic link in the registry',
    cause: 'The registry is read from git objects; links are never followed (R1).',
    remedy: 'Replace the link by a copy of the file.',
  },
  Submodule: {
    title: 'A submodule in the registry',
    cause: 'All files of a decision come from one commit of one repository; submodules are never followed (R1, V5).',
    remedy: 'Copy the files into the registry.',
  },
  PathClash: {
    title: 'Two paths that many systems cannot tell apart',
    cause: 'The paths differ only in letter case or in the Unicode form of their letters (R1).',
    remedy: 'Rename one of them.',
  },
  NotUtf8: {
    title: 'A file that is not UTF-8 text',
    cause: 'The file has bytes that are not valid UTF-8, often because an editor saved it in another encoding.',
    remedy: 'Save the file as UTF-8.',
  },
  ByteOrderMark: {
    title: 'A file that begins with a byte order mark',
    cause: 'An editor wrote an invisible mark in front of the text.',
    remedy: 'Save the file as UTF-8 without BOM.',
  },
  UnknownFile: {
    title: 'A YAML file that Holdfast does not read',
    cause: 'It stands at the top level, or in a place where the registry has no meaning for it.',
    remedy: 'Rename it to `platform.yaml`, or move it to `teams/<team>/` or `policies/`.',
  },
  MisplacedFile: {
    title: "A file outside a team's folder",
    cause: 'Files directly in `teams/` belong to no team.',
    remedy: 'Move it into `teams/<team>/`.',
  },
  UnmatchedPatch: {
    title: 'A patch that matches nothing',
    cause:
      'An overlay patches a document that does not exist, or a path that the document does not have. Ignoring it would apply something else than what Git says.',
    remedy:
      'Correct the target or the path. `add` sets a field that the document leaves out, `replace` one that it has.',
  },
  UnknownEnvironment: {
    title: 'An environment that the registry does not describe',
    cause:
      "The environment that was asked for is not the platform's, and there is no `overlays/<environment>.yaml` that says what is different in it.",
    remedy: 'Add the overlay, or correct the name of the environment.',
  },
  InvalidYaml: {
    title: 'The text is not valid YAML',
    cause: 'A quote or bracket is not closed, the indentation does not fit, or the like.',
    remedy: 'Correct the text at the line shown.',
  },
  ForbiddenCharacter: {
    title: 'A character that hides or changes what one reads',
    cause: 'Control, bidirectional and invisible characters can make a text look different from what it says.',
    remedy: 'Delete the character.',
  },
  AliasNotAllowed: {
    title: 'YAML aliases are not allowed',
    cause: 'An alias (`*name`) repeats another part of the file; chains of them can grow without bound (R2).',
    remedy: 'Write the value out.',
  },
  AnchorNotAllowed: {
    title: 'YAML anchors are not allowed',
    cause: 'An anchor (`&name`) only serves aliases, which are not allowed.',
    remedy: 'Remove the anchor.',
  },
  MergeKeyNotAllowed: {
    title: 'YAML merge keys are not allowed',
    cause: '`<<` belongs to YAML 1.1 and to aliases, which are not allowed.',
    remedy: 'Write the fields out.',
  },
  TagNotAllowed: {
    title: 'YAML tags are not allowed',
    cause:
      'A tag (`!name`) changes the type of a value; the registry has plain text, numbers, true and false only (R6).',
    remedy: 'Remove the tag. To make a number text, put it in quotes.',
  },
  DirectiveNotAllowed: {
    title: 'YAML directives are not allowed',
    cause: '`%YAML` and `%TAG` change what the file means.',
    remedy: 'Remove the line.',
  },
  DuplicateKey: {
    title: 'A field given twice',
    cause: 'The same name stands twice in one block; which one should count is unclear (R6).',
    remedy: 'Remove one of them.',
  },
  UnsafeKey: {
    title: 'A field name that is not allowed',
    cause: '`__proto__`, `constructor` and `prototype` have a meaning of their own in JavaScript (R4).',
    remedy: 'Choose another name.',
  },
  AmbiguousNumber: {
    title: 'A number that cannot be kept exactly',
    cause: 'It has a leading zero, is hexadecimal or octal, is not finite, or is too large to keep every digit (R7).',
    remedy: 'Put it in quotes if it is a name or id; otherwise write it as a plain decimal number.',
  },
  TooDeep: {
    title: 'The file is nested too deeply',
    cause: 'More levels of blocks and lists than any registry document needs (R2).',
    remedy: 'Flatten the document.',
  },
  TooManyEntries: {
    title: 'The file has too many fields',
    cause: 'More fields and list entries than one file may have (R2).',
    remedy: 'Split the file.',
  },
  TooManyDocuments: {
    title: 'The file has too many documents',
    cause: 'More documents than one file may have (R2).',
    remedy: 'Split the file.',
  },
  TooManyFindings: {
    title: 'There are more findings than are shown',
    cause: 'Only the first findings of a file, and of a registry, are listed (R2).',
    remedy: 'Correct those that are shown and look again.',
  },
  EmptyDocument: {
    title: 'A document without content',
    cause:
      'The file, or the part between two `---` lines, has no content. A registry file that reads as nothing must never look like a deletion (K2).',
    remedy: 'Write the document, or delete the file or the `---` line.',
  },
  MissingField: {
    title: 'A field that is needed',
    cause: 'The document lacks a field without which it has no meaning.',
    remedy: 'Add the field.',
  },
  WrongType: {
    title: 'A value of the wrong type',
    cause: 'For example text where a number belongs, or one value where a list belongs.',
    remedy: 'Write a value of the type that the message names.',
  },
  InvalidValue: {
    title: 'A value that is not allowed',
    cause: 'The value is outside the range, the list or the form that the field takes.',
    remedy: 'Choose a value that the message allows.',
  },
  ConflictingFields: {
    title: 'Fields that exclude each other',
    cause: 'Two ways to say the same thing are given, or a field that makes no sense beside another.',
    remedy: 'Remove one of them.',
  },
  DuplicateEntry: {
    title: 'The same entry twice in a list',
    cause: 'The list has a meaning only with every entry once: AWS refuses the second one, or bills it.',
    remedy: 'Remove one of them.',
  },
  UnknownKind: {
    title: 'A kind that Holdfast does not know',
    cause: 'The `kind` is misspelt, or comes from another tool.',
    remedy: 'Use one of the kinds that the message names.',
  },
  MisplacedDocument: {
    title: 'A document in a place where its kind does not belong',
    cause:
      "A Platform stands at the top of the registry, a Policy in `policies/`; all other kinds stand in a team's folder.",
    remedy: 'Move the document.',
  },
  DuplicateDocument: {
    title: 'Two documents of one kind and name',
    cause: 'A kind, team and name identify a document; two of them would fight for the same resource.',
    remedy: 'Rename one of them, or delete it.',
  },
  MissingPlatform: {
    title: 'No Platform document',
    cause: 'A registry describes exactly one platform.',
    remedy: 'Add `platform.yaml`; the starter registry has one to copy.',
  },
  DuplicatePlatform: {
    title: 'More than one Platform document',
    cause: 'A registry describes exactly one platform.',
    remedy: 'Keep one.',
  },
  EnvironmentMismatch: {
    title: 'A document for another environment',
    cause: "The document names an environment that is not the platform's.",
    remedy: 'Remove `metadata.environment`, or move the document to the registry of that environment.',
  },
  OrganizationMismatch: {
    title: 'A manifest of another organization',
    cause: "The manifest names an organization in `metadata.org` that is not the platform's.",
    remedy: 'Remove `metadata.org`, or move the manifest to the registry of that organization.',
  },
  TeamMismatch: {
    title: 'A document claims another team',
    cause: 'A document belongs to the team in whose folder it stands (I3).',
    remedy: 'Move the document, or remove `metadata.team`.',
  },
  MissingTeam: {
    title: 'A folder without a Team document',
    cause: 'Every folder in `teams/` needs a Team document: it says who answers for what is in it.',
    remedy: "Add `team.yaml` with a Team of the folder's name.",
  },
  ReservedName: {
    title: 'A name or path that is kept for others',
    cause:
      'Names are permission scopes: `{project}-{name}-` must not cover what the platform owns. API Gateway keeps the paths `/ping` and `/sping`.',
    remedy: 'Choose another name, or another `pathPrefix`, for the team.',
  },
  OverlappingName: {
    title: "A team name that begins another team's name",
    cause: 'Names are permission scopes: the team `a` would have rights over everything of the team `a-b`.',
    remedy: 'Rename one of the teams.',
  },
  OverlappingPath: {
    title: 'Two teams share a part of the API',
    cause:
      "One team's path prefix equals another's or lies inside it, or it is the place of a further shared API under the API's own name (`/api-2`).",
    remedy: 'Give each team a path prefix of its own.',
  },
  UnknownReference: {
    title: 'Something that does not exist is referred to',
    cause: 'No document of that kind and name is in the registry.',
    remedy: 'Correct the name, or add the document.',
  },
  PathOutsideTeam: {
    title: "A route outside its team's path prefix",
    cause: 'A team answers only for its own part of the shared API.',
    remedy: "Begin the path with the team's path prefix.",
  },
  RouteConflict: {
    title: 'Two routes for the same requests',
    cause:
      'Method and path match the same requests. Names of path parameters make no difference, and ANY covers every method.',
    remedy: 'Remove one of the routes, or change its path.',
  },
  RouteOverlap: {
    title: 'A route that does not get all that its path promises',
    cause:
      'API Gateway gives a request to the most specific route: text before a parameter, a parameter before `{proxy+}`. That one leads to another function.',
    remedy: 'Nothing, if it is meant. Else change one of the paths.',
  },
  PathParameterConflict: {
    title: 'Two parameters in one place of a REST API',
    cause: 'A REST API is a tree of paths, and below one of them there is room for a single parameter, under one name.',
    remedy: 'Give the parameter the same name in all routes, or choose text instead.',
  },
  NotOnThisApi: {
    title: 'Something that the shared API does not have',
    cause: 'HTTP APIs and REST APIs differ, and some things need a setting in the Platform.',
    remedy: "Remove it, or change the Platform's `api`.",
  },
  PreflightRefused: {
    title: 'A route that browsers cannot call from other origins',
    cause:
      'ANY takes the preflight request (OPTIONS) too, which never carries a token, so the authorizer refuses it before the real request is sent.',
    remedy: 'Name the methods one by one, so that API Gateway answers preflight requests itself.',
  },
  DuplicateFunctionName: {
    title: 'Two functions with one physical name',
    cause: 'Lambda has one function of a name in an account and region.',
    remedy: 'Change one `functionName`, or leave it out.',
  },
  RetiredRuntime: {
    title: 'A runtime in which Lambda creates no more functions',
    cause: 'The date is past on which AWS blocks new functions with this runtime (L5).',
    remedy: 'Move to the runtime that the hint names.',
  },
  DeprecatedRuntime: {
    title: 'A runtime that AWS no longer maintains',
    cause: 'AWS has stopped patching it, and will soon refuse new functions with it (L5).',
    remedy: 'Move to the runtime that the hint names.',
  },
  UnpinnedImage: {
    title: 'A container image without a digest',
    cause: 'A tag can be moved to another image without a commit (V4).',
    remedy: 'Name the image by its digest: `…@sha256:…`.',
  },
  ReservedVariable: {
    title: 'An environment variable that belongs to Lambda',
    cause: 'Lambda sets this variable itself and refuses functions that do.',
    remedy: 'Choose another name.',
  },
  CodeLoadingVariable: {
    title: 'An environment variable that loads code',
    cause: "The variable makes the runtime run code that is not in the function's artifact (I7).",
    remedy: 'Put the code into the artifact or a layer, and configure it there.',
  },
  PublicUrl: {
    title: 'An address that anybody can call',
    cause: 'The function has an address on the internet that asks for no signature.',
    remedy:
      'Leave `auth` out for callers with an AWS signature, or put the function behind a Route with an authorizer.',
  },
  RolloutWithoutAlarm: {
    title: 'A rollout that nothing would stop',
    cause: 'Traffic moves to a new version in steps, but no alarm of the function tells when the version is broken.',
    remedy: 'Keep the errors alarm on.',
  },
  VisibilityTooShort: {
    title: 'A queue that gives messages out again too early',
    cause:
      'A message that is still being worked on becomes visible to the next run. Lambda refuses a queue whose visibility timeout is below the timeout of the function, and advises six times as much (T6).',
    remedy: 'Raise `visibilitySeconds` of the queue, or lower `timeoutSeconds` of the function.',
  },
  RegionMismatch: {
    title: 'Something in another region',
    cause: 'Lambda takes images, layers, keys, queues and streams of its own region only.',
    remedy: "Copy it to the platform's region, and name the copy.",
  },
  AccountMismatch: {
    title: 'A role of another account',
    cause: 'AWS lets a function run only as a role of its own account.',
    remedy: "Name a role of the platform's account, or leave the role out.",
  },
  UnavailableInRegion: {
    title: "Something that AWS does not have in the platform's region",
    cause: 'Not every feature is in every region.',
    remedy: 'Do without it, or choose another region for the platform.',
  },
  ConcurrencyReserved: {
    title: 'Too much concurrency is reserved',
    cause:
      'An account has 1000 concurrent runs unless AWS raised it, and Lambda keeps 100 of them for functions that reserve none.',
    remedy: 'Reserve less, or ask AWS for a higher quota first.',
  },
  EnvironmentTooLarge: {
    title: 'Too much in the environment variables',
    cause: 'Lambda takes 4 KB of names and values in all.',
    remedy: 'Move large values into a file of the artifact, or into a parameter store.',
  },
  DynamicReference: {
    title: 'CloudFormation would replace this text',
    cause: '`{{resolve:…}}` makes CloudFormation put a secret or parameter in its place (S6).',
    remedy: 'Read the secret or parameter in the function, with a statement that allows it.',
  },
  SecretValue: {
    title: 'A secret in the registry',
    cause:
      'The text has the shape of a credential. Everything in the registry is readable by everyone who can read the repository (S4).',
    remedy: 'Revoke that credential now, keep the new one in Secrets Manager, and read it in the function.',
  },
  PrivilegeEscalation: {
    title: 'A statement that lets a function raise its own rights',
    cause:
      'The statement allows an action by which rights beyond it can be had, such as passing roles or changing code (A1).',
    remedy: 'Name only the actions that the function needs; ask the platform team for the rest.',
  },
  UnknownIamName: {
    title: 'An IAM statement with a name that AWS does not have',
    cause:
      'No service, action, condition key, condition operator or policy variable of this name is in the list of AWS names that Holdfast carries. A misspelt action allows nothing; a misspelt `Deny` forbids nothing (A5).',
    remedy: 'Correct the name. If AWS has added it since, use a newer version of Holdfast.',
  },
  OutsideScope: {
    title: "Something beyond the team's own resources",
    cause:
      "An `Allow`, or an ARN that a function reads from or sends to, names a resource that is not surely the team's, or `roleArn` a role that is not: another team's, the platform's, one of another account or region, or all of them where IAM could name some. The permissions boundary of the team's roles would stop it.",
    remedy: 'Write the ARN of the resource that the function needs; names of the team begin with `{project}-{team}-`.',
  },
  RoleElsewhere: {
    title: 'A role that Holdfast may not hand to functions',
    cause:
      "The role stands under another path than the project's. The role that CloudFormation works with may pass only those to Lambda (A3), so the apply fails unless somebody gave it leave for this one.",
    remedy: 'Leave `roleArn` out for a role of its own, or make the role under the path `/{project}/{team}/`.',
  },
  OutsideBoundary: {
    title: 'A right that the permissions boundary takes away',
    cause:
      "An `Allow` names an action or a resource that the permissions boundary of the team's roles does not have. AWS takes the statement, and denies the call when the function runs (A2).",
    remedy: 'Ask the platform team for a role to name in `roleArn`, or remove the action.',
  },
  UnknownOutput: {
    title: 'An output that the document does not have',
    cause: 'The reference names an output that documents of that kind do not give.',
    remedy: 'Take one of the outputs that the hint names.',
  },
  UnfitOutput: {
    title: 'An output of the wrong sort',
    cause: 'The field takes another sort of value than the output is.',
    remedy: 'Refer to an output that the field takes, or write the value out.',
  },
  UnfitDocument: {
    title: 'A document that does not serve what refers to it',
    cause:
      'It is of the right kind, but set up so that AWS would refuse the delivery or never send anything: a FIFO topic, a key that the sender may not use, a bucket that tells nobody of its objects.',
    remedy: 'Change the document that the message names, or refer to another one.',
  },
  PastSchedule: {
    title: 'A schedule that fires no more',
    cause: 'Its only time, its last year or its end is past. AWS refuses to create such a schedule, or to change one.',
    remedy: 'Remove the document, or choose a later time.',
  },
  PastStart: {
    title: 'A schedule whose start is past',
    cause:
      'EventBridge Scheduler refuses to create or change a schedule that starts in the past. One that is there already goes on.',
    remedy: 'Remove `startsAt`: it has no meaning once the schedule has begun.',
  },
  ExpiredIgnore: {
    title: 'An entry of ignoreDifferences whose last day is over',
    cause: 'Its `until` is past, so it ignores nothing any more.',
    remedy: 'Remove it, write what AWS has into the document, or set another day and say why.',
  },
  UnmatchedIgnore: {
    title: 'An entry of ignoreDifferences that is for nothing',
    cause:
      'There is no document of that kind and name, or not in that team; a Team ignores differences of its own documents only.',
    remedy: 'Correct kind, name or team, or remove the entry.',
  },
  CrossTeamReference: {
    title: "A reference to another team's document",
    cause: 'A document refers only to its own team, to the platform, and to what another team shares with it (I4).',
    remedy: 'Ask the other team to list yours in `metadata.sharedWith` of the document, with the level that is needed.',
  },
  ReferenceCycle: {
    title: 'Documents that refer to each other in a circle',
    cause: 'None of them can be created first.',
    remedy: 'Remove one of the references along the path in the message.',
  },
  StackCycle: {
    title: 'Teams whose stacks wait for each other',
    cause:
      'Documents of one team refer to another team and the other way round. No two documents form a circle, but the stacks that hold them do, and none could be applied first.',
    remedy: 'Keep references between two teams in one direction: move one of the documents, or write a value out.',
  },
  ArtifactMissing: {
    title: 'A code object that does not exist',
    cause: 'Nothing is stored under the bucket and key that the function names (V4).',
    remedy: 'Upload the artifact before the registry refers to it, or correct the bucket or key.',
  },
  ArtifactUnversioned: {
    title: 'A code object in a bucket without versions',
    cause: 'The function cannot be pinned to the bytes that were checked, and new bytes are not seen as a change (V4).',
    remedy: "Use the platform's artifact bucket, or turn on versioning.",
  },
  ForeignArtifact: {
    title: "A code object outside the team's part of the artifact bucket",
    cause:
      "In the platform's artifact bucket a team writes only keys that begin with its name; any other is some other team's to change.",
    remedy: "Store the package under `{team}/`, or in a bucket that is not the platform's.",
  },
  StackTooLarge: {
    title: 'A stack that CloudFormation would refuse',
    cause: 'A stack holds at most 500 resources, 200 parameters, 200 outputs and a template of 1 MB.',
    remedy: 'Move some of the functions to another team.',
  },
  ApiTooLarge: {
    title: 'More functions behind a shared API than it can hold',
    cause:
      'An HTTP API holds 300 integrations, a quota that AWS does not raise: one for each function that a route leads to, and for each timeout of its own. Only new teams get another API; those on this one have outgrown it.',
    remedy: 'Put several routes on one function, leave timeouts out, or move some functions to a new team.',
  },
  IntrinsicFunction: {
    title: 'A name that CloudFormation would evaluate',
    cause:
      '`Ref` and names that begin with `Fn::` make CloudFormation compute a value instead of passing the text on (S6).',
    remedy: 'Choose another name.',
  },
  NameTooLong: {
    title: 'A prefix too long for its resources',
    cause:
      'Names are permission scopes, so `{project}-{team}-` must fit whole into the 64 characters of functions and roles, and into the 50 that a bucket has beside the account.',
    remedy: 'Choose a shorter name for the team, or for a new platform a shorter project.',
  },
  ForeignName: {
    title: "A physical name in another team's prefix",
    cause: 'Names are permission scopes: whatever begins with `{project}-{team}-` is within the reach of that team.',
    remedy: 'Leave the field out, or choose a name outside that prefix.',
  },
  PolicyViolation: {
    title: 'Something that a Policy of the platform does not allow',
    cause:
      'A Policy in `policies/` has a rule that the document breaks, after overlays. In mode `deny` it stops the revision.',
    remedy: 'Change the document, or ask the platform team for an exception with an owner, a reason and a last day.',
  },
  ExpiredException: {
    title: 'An exception of a Policy whose last day is over',
    cause: 'The exception would still apply to something, but its `until` is past, so the rule counts again.',
    remedy: 'Change the document so that the rule holds, or renew the exception with a new reason.',
  },
  UnusedException: {
    title: 'An exception of a Policy that nothing needs',
    cause: 'No document breaks the rule that the exception is for.',
    remedy: 'Remove the exception.',
  },
  QuotaExceeded: {
    title: 'More than the quota of a team',
    cause:
      "The Team document limits how many functions, how much memory, concurrency or cost the team's documents add up to.",
    remedy: 'Use less, or ask the platform team for a higher quota.',
  },
  KindNotAllowed: {
    title: 'A kind that the team may not use',
    cause: 'The Team document lists the kinds that the team may use in `spec.allowed.kinds`.',
    remedy: 'Ask the platform team to allow it.',
  },
  PolicyTooLarge: {
    title: 'A policy that AWS would refuse',
    cause:
      'A role holds 10,240 characters of inline policies and 2,048 of trust policy, a managed policy 6,144, the resource policy of a function 20 KB, that of a queue 8 KB, that of a topic 30 KB.',
    remedy:
      'Name fewer resources, branches or environments, use patterns, or spread the work over several functions. In front of a queue that many rules or topics send to, put one topic.',
  },
  LowHeadroom: {
    title: 'Close to a limit of AWS',
    cause: 'A stack, the shared API or a policy is at nine tenths or more of what AWS allows.',
    remedy: 'Nothing is wrong yet. Split, share or remove before it is full.',
  },
  ComponentNotApplied: {
    title: 'A component before the one that it needs',
    cause: 'The component takes an output of another one, which nobody has applied yet.',
    remedy: 'Apply the other component first, or all of the registry.',
  },
  UnseenChanges: {
    title: 'Nobody was shown what would be applied',
    cause:
      'The plan of the merged commit does something in this stack that no plan showed before the merge, or no plan was shown at all, and `sync.confirm` has `unseen` (V2).',
    remedy:
      'Read the plan on `holdfast/apply`, and have somebody agree to it (`/holdfast confirm unseen`), or merge another commit.',
  },
  MassDelete: {
    title: 'One revision would delete too much',
    cause: 'The plan deletes more resources than `sync.limits` lets one revision delete unasked (K5).',
    remedy:
      'Split the removal over several commits, restore what was removed by mistake, or have somebody agree (`/holdfast confirm mass-delete`).',
  },
  DataLoss: {
    title: 'Something that holds data is deleted or replaced',
    cause:
      'The plan destroys a bucket, queue, table or secret, or replaces it by an empty one. What is only kept back in AWS is not meant, nor log groups.',
    remedy: 'Undo the change, or copy what it holds and have somebody agree (`/holdfast confirm data-loss`).',
  },
  Renamed: {
    title: 'A document under another name is another resource',
    cause:
      'The plan deletes one resource and creates another that differs in nothing but its name, or moves to another team (K3). Nothing of the first comes along.',
    remedy: 'Keep the name, or have somebody agree (`/holdfast confirm rename`).',
  },
  PermissionsWidened: {
    title: 'Somebody may do more than before',
    cause:
      'The plan lets in somebody from outside the account, or gives a part of the platform itself more rights. With `team-iam` in `sync.confirm`, also the roles of teams.',
    remedy: 'Take the statement back, or have somebody agree (`/holdfast confirm iam`).',
  },
  SyncWindow: {
    title: 'Begun outside of the sync window',
    cause: 'A person asked for it (`/holdfast retry`, `holdfast reconcile`), and that counts more than `sync.windows`.',
    remedy: 'Nothing has to be done.',
  },
  EmptyRegistry: {
    title: 'An empty registry never deletes',
    cause: 'The commit holds no document, while stacks are applied; that is more likely an accident than a wish (K1).',
    remedy: 'Restore the registry files, or remove stacks one team at a time.',
  },
  UnsupportedChange: {
    title: 'A change that AWS does not make to what exists',
    cause:
      'The resource would have to be replaced under the name that it keeps, or AWS takes this change one at a time or with a new resource only.',
    remedy: 'Do what the hint says; mostly that is a document of another name.',
  },
  ManualStep: {
    title: 'Something that a person does after the apply',
    cause: 'The registry holds no secret values, and AWS asks the receivers of messages whether they want them.',
    remedy: 'Do what the message says once the commit is applied. Nothing is wrong with the registry.',
  },
  ForeignStack: {
    title: 'A stack of that name belongs to somebody else',
    cause: 'A stack with a name that the plan needs exists without the tags managed-by=holdfast and project (K6).',
    remedy: 'Choose another project name, or delete or rename that stack first.',
  },
  BudgetExceeded: {
    title: 'A monthly estimate above the budget',
    cause:
      'With this commit the platform, or an agent, is estimated to cost more a month than its budget. An error where the commit adds to the bill, a warning where it does not.',
    remedy:
      'Run `holdfast cost` to see where each dollar goes; then use less, correct the `traffic` that is expected, or raise the budget.',
  },
  BudgetNearlyUsed: {
    title: 'A monthly estimate near its limit',
    cause: 'The platform is estimated to cost 80 % or more of its budget, or a team of its quota.',
    remedy: 'Nothing has to be done. Run `holdfast cost` to see where each dollar goes.',
  },
  PriceBorrowed: {
    title: 'Prices of another region in the cost estimate',
    cause: 'The price table does not have these prices for the region of the platform, so those of us-east-1 stand in.',
    remedy: "Nothing has to be done. Check the estimate against AWS's price pages, which docs/reference/cost.md names.",
  },
  PriceUnknown: {
    title: 'Resources without a price in the cost estimate',
    cause: 'The price table does not know what resources of these types cost, so the estimate is too low by them.',
    remedy: "Nothing has to be done. Look their cost up on AWS's price pages.",
  },
} as const satisfies Record<string, CodeEntry>;

/** One of the documented finding codes. */
export type FindingCode = keyof typeof FINDING_CODES;
