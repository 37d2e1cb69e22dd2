import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { namesPerson, pathNamesPerson } from './person-keys.ts';
import { createPseudonyms } from './pseudonyms.ts';
import { replacePersons } from './replace-persons.ts';

const pseudonyms = createPseudonyms(Buffer.from('a key'));
const replaced = (document: object): unknown => {
  const found = replacePersons(Buffer.from(JSON.stringify(document)), pseudonyms);
  return found && JSON.parse(found.toString());
};

suite('what names a person', () => {
  test('is a claim, an attribute or a member by which persons are known', () => {
    for (const key of [
      // OpenID Connect Core 1.0, section 5.1: claims about the end-user
      ...['sub', 'given_name', 'family_name', 'middle_name', 'nickname', 'preferred_username', 'email', 'phone_number'],
      // RFC 4519 and RFC 2798 (inetOrgPerson): attributes of LDAP
      ...['uid', 'surname', 'displayName', 'mail', 'mobile', 'givenName'],
      // schema.org: Person, and the properties whose values are persons
      ...['person', 'Person-Name', 'author', 'actor', 'customer', 'employee', 'member', 'owner'],
      // CloudTrail userIdentity, Kubernetes audit, Apache and nginx
      ...['principalId', 'principal', 'userName', 'user.username', 'remote_user', 'login', 'account', 'e-mail'],
    ])
      assert.ok(namesPerson(key), key);
    for (const key of ['user_agent', 'name', 'host', 'message', 'status', 'subject', 'ownership'])
      assert.ok(!namesPerson(key), key);
    assert.deepEqual(['a.person.b', 'a.b'].map(pathNamesPerson), [true, false]);
  });

  test('is replaced in what the line says, and in nothing that is ours or the object’s', () => {
    const own = { 'log.file.path': 'inbox/192.0.2.1/user=ann.log', 'kafka.topic': 'logs-of-ann@example.com' };
    const found = replaced({ ...own, message: 'user=ann of 192.0.2.1' }) as Record<string, string>;
    assert.partialDeepStrictEqual(found, own);
    assert.doesNotMatch(found['message'] ?? '', /ann|192/);
  });

  test('is not there in most lines, whose documents stay as they are', () => {
    for (const message of ['plain', 'state=up 1.2', 'at 10:02:52 and 10:03:00', 'a @ b'])
      assert.equal(replaced({ message }), undefined, message);
  });
});
