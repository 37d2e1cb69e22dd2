/** Names of members, parameters and variables whose values name a person, in lower case and without `_`, `-` and `.`. */
const PERSON_KEYS: ReadonlySet<string> = new Set([
  ...[
    'account',
    'accountname',
    'actor',
    'assignee',
    'author',
    'customer',
    'customername',
    'displayname',
    'emailaddress',
  ],
  ...[
    'employee',
    'familyname',
    'firstname',
    'fullname',
    'givenname',
    'lastname',
    'login',
    'loginname',
    'logname',
    'mail',
  ],
  ...[
    'mailaddress',
    'member',
    'membername',
    'middlename',
    'mobile',
    'nickname',
    'owner',
    'person',
    'personname',
    'phone',
  ],
  ...['phonenumber', 'principal', 'principalid', 'realname', 'screenname', 'sub', 'surname', 'uid'],
]);
const PERSON_ENDINGS = ['user', 'username', 'userid', 'email', 'sessionid', 'sessid'];
const USER_AGENT = 'useragent';

/** Whether the value under a key of this name identifies a person: `user_name`, `userIdentity`, `dbUser`, `e-mail` and many more. */
export function namesPerson(key: string): boolean {
  const plain = key.toLowerCase().replaceAll(/[_\-. ]/g, '');
  if (plain.includes(USER_AGENT)) return false;
  return PERSON_KEYS.has(plain) || plain.startsWith('user') || PERSON_ENDINGS.some((ending) => plain.endsWith(ending));
}

/** The same for a path: whatever is below such a key identifies the person too. */
export function pathNamesPerson(path: string): boolean {
  return path.split('.').some(namesPerson);
}
