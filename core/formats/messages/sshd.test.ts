import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { fromAddress, messageEvent } from '../../../test/helpers/message-event.ts';
import type { ParsedLine } from '../../../test/helpers/parse-line.ts';

const refused = (method: string): ParsedLine => ({
  'event.category': ['authentication'],
  'event.type': ['info'],
  'event.action': 'ssh_login',
  'event.outcome': 'failure',
  'system.auth.ssh.event': 'Failed',
  'system.auth.ssh.method': method,
});
const accepted = (method: string): ParsedLine => ({
  ...refused(method),
  'event.category': ['authentication', 'session'],
  'event.outcome': 'success',
  'system.auth.ssh.event': 'Accepted',
});

// Messages by the format strings of OpenSSH's auth.c (auth_log, getpwnamallow, auth_maxtries_exceeded) and packet.c (fmt_connection_id);
// fields as Elastic's integration `system` has them (data_stream/auth/elasticsearch/ingest_pipeline/message.yml).
suite('what sshd says', () => {
  test('is a sign-in that came off or not, of whom and from where', () => {
    assert.deepEqual(messageEvent('sshd[7]', 'Failed password for root from 203.0.113.9 port 50412 ssh2'), {
      ...refused('password'),
      'user.name': 'root',
      ...fromAddress('203.0.113.9', 50_412),
    });
    assert.deepEqual(
      messageEvent('sshd[7]', 'Failed keyboard-interactive/pam for invalid user bo from 2001:db8::9 port 1 ssh2'),
      {
        ...refused('keyboard-interactive/pam'),
        'user.name': 'bo',
        ...fromAddress('2001:db8::9', 1),
      },
    );
    assert.deepEqual(
      messageEvent(
        'sshd-session[7]',
        'Accepted publickey for ann from 192.0.2.4 port 65535 ssh2: ED25519 SHA256:Jx/3+2',
      ),
      { ...accepted('publickey'), 'user.name': 'ann', ...fromAddress('192.0.2.4', 65_535) },
    );
  });

  test('is an account that does not exist', () => {
    const fields = {
      'event.category': ['authentication'],
      'event.type': ['info'],
      'event.action': 'ssh_login',
      'event.outcome': 'failure',
      'system.auth.ssh.event': 'Invalid',
    };
    assert.deepEqual(messageEvent('sshd[7]', 'Invalid user bo from 203.0.113.9 port 50412'), {
      ...fields,
      'user.name': 'bo',
      ...fromAddress('203.0.113.9', 50_412),
    });
    assert.deepEqual(messageEvent('sshd[7]', 'Invalid user bo from 203.0.113.9'), {
      ...fields,
      'user.name': 'bo',
      ...fromAddress('203.0.113.9'),
    });
    assert.deepEqual(messageEvent('sshd[7]', 'Invalid user  from 203.0.113.9 port 50412'), {
      ...fields,
      ...fromAddress('203.0.113.9', 50_412),
    });
  });

  test('is a connection that ends', () => {
    const end = { 'event.category': ['authentication'], 'event.type': ['end'], 'event.action': 'ssh_disconnected' };
    for (const message of [
      'Connection closed by authenticating user ann 203.0.113.9 port 22 [preauth]',
      'Connection reset by invalid user ann 203.0.113.9 port 22 [preauth]',
      'Disconnected from authenticating user ann 203.0.113.9 port 22 [preauth]',
      'Disconnecting invalid user ann 203.0.113.9 port 22: Too many authentication failures [preauth]',
    ]) {
      assert.deepEqual(messageEvent('sshd[7]', message), {
        ...end,
        'user.name': 'ann',
        ...fromAddress('203.0.113.9', 22),
      });
    }
    // auth2.c, input_userauth_request(): the reason names what the client wanted, in its own words
    const reason = 'Change of username or service not allowed';
    assert.deepEqual(
      messageEvent(
        'sshd[7]',
        `Disconnecting invalid user a b 203.0.113.9 port 22: ${reason}: (a b,ssh-connection) -> (c,ssh-connection) [preauth]`,
      ),
      { ...end, 'user.name': 'a b', ...fromAddress('203.0.113.9', 22) },
    );
    assert.deepEqual(
      messageEvent(
        'sshd[7]',
        `Disconnecting invalid user x 203.0.113.9 port 22: ${reason}: (x 192.0.2.1 port 1: ${reason}: y,a) -> (b,a) [preauth]`,
      ),
      {},
    );
    assert.deepEqual(messageEvent('sshd[7]', 'Disconnected from user ann 203.0.113.9 port 22'), {
      ...end,
      'event.category': ['session'],
      'user.name': 'ann',
      ...fromAddress('203.0.113.9', 22),
    });
    const connection = {
      'event.category': ['network'],
      'event.type': ['connection'],
      ...fromAddress('203.0.113.9', 22),
    };
    for (const message of [
      'Received disconnect from 203.0.113.9 port 22:11: Bye Bye [preauth]',
      "Bad protocol version identification 'GET / HTTP/1.1' from 203.0.113.9 port 22",
      "Bad protocol version identification 'x' from 192.0.2.1 port 1' from 203.0.113.9 port 22",
      // sshd.c, drop_connection()
      'drop connection #10 from [203.0.113.9]:22 on [192.0.2.1]:22 past MaxStartups',
      'drop connection #0 from [203.0.113.9]:22 on [192.0.2.1]:22 penalty: failed authentication',
      'Timeout before authentication for 203.0.113.9 port 22',
    ])
      assert.deepEqual(messageEvent('sshd[7]', message), connection, message);
    // since OpenSSH 9.8
    assert.deepEqual(
      messageEvent('sshd[7]', 'Timeout before authentication for connection from 203.0.113.9 to 192.0.2.1, pid = 7'),
      { 'event.category': ['network'], 'event.type': ['connection'], ...fromAddress('203.0.113.9') },
    );
  });

  test('is a step of a sign-in, whose verdict follows', () => {
    // auth_log() of auth.c: "Postponed" and "Partial" are no verdicts
    for (const step of ['Partial', 'Postponed'])
      assert.deepEqual(
        messageEvent('sshd[7]', `${step} publickey for ann from 203.0.113.9 port 22 ssh2: RSA SHA256:Jx [preauth]`),
        {
          'event.category': ['authentication'],
          'event.type': ['info'],
          'system.auth.ssh.event': step,
          'system.auth.ssh.method': 'publickey',
          'user.name': 'ann',
          ...fromAddress('203.0.113.9', 22),
        },
      );
    // auth-pam.c, sshpam_query(); the verdict is a separate line
    const attempt = { 'event.category': ['authentication'], 'event.type': ['info'] };
    assert.deepEqual(messageEvent('sshd[7]', 'error: PAM: Authentication failure for root from 203.0.113.9'), {
      ...attempt,
      'user.name': 'root',
      ...fromAddress('203.0.113.9'),
    });
    assert.deepEqual(
      messageEvent(
        'sshd[7]',
        'error: PAM: User not known to the underlying authentication module for illegal user bo from 203.0.113.9',
      ),
      { ...attempt, 'user.name': 'bo', ...fromAddress('203.0.113.9') },
    );
    assert.deepEqual(
      messageEvent(
        'sshd[7]',
        'error: PAM: Authentication failure for illegal user a for illegal user b from 203.0.113.9',
      ),
      {},
    );
    assert.deepEqual(
      messageEvent('sshd[7]', 'fatal: Access denied for user ann by PAM account configuration [preauth]'),
      { ...attempt, 'user.name': 'ann' },
    );
  });

  test('is the same where rsyslog says it once for several', () => {
    // rsyslog's ratelimit.c, `$RepeatedMsgReduction on`, as Ubuntu has it; it cuts what it repeats
    const message = 'Failed password for root from 203.0.113.9 port 50412 ssh2';
    const fields = { ...refused('password'), 'user.name': 'root', ...fromAddress('203.0.113.9', 50_412) };
    assert.deepEqual(messageEvent('sshd[7]', `message repeated 5 times: [ ${message}]`), fields);
    assert.deepEqual(messageEvent('sshd[7]', `message repeated x times: [ ${message}]`), {});
    assert.deepEqual(messageEvent('sshd[7]', `message repeated 5 times: [ ${message}`), {});
    assert.deepEqual(messageEvent('auth[7]', `message repeated 5 times: [ ${message}]`), {});
    assert.deepEqual(
      messageEvent('sshd[7]', 'message repeated 2 times: [ pam_unix(sshd:session): session closed for user ann]')[
        'user.name'
      ],
      'ann',
    );
  });

  test('has no outcome of its own where a verdict was said before', () => {
    const message = 'error: maximum authentication attempts exceeded for invalid user bo from 203.0.113.9 port 22 ssh2';
    assert.deepEqual(messageEvent('sshd[7]', `${message} [preauth]`), {
      'event.category': ['authentication'],
      'event.type': ['info'],
      'event.action': 'ssh_too_many_attempts',
      'user.name': 'bo',
      ...fromAddress('203.0.113.9', 22),
    });
  });

  test('is not told by the words of who signs in', () => {
    // the name is what the client sends: it can be written as if it were the end of the message
    assert.deepEqual(
      messageEvent(
        'sshd[7]',
        'Failed password for invalid user a from 192.0.2.1 port 22 ssh2 from 203.0.113.9 port 4711 ssh2',
      ),
      { ...refused('password'), 'user.name': 'a from 192.0.2.1 port 22 ssh2', ...fromAddress('203.0.113.9', 4711) },
    );
    assert.deepEqual(
      messageEvent('sshd[7]', 'Invalid user a from 192.0.2.1 from 203.0.113.9 port 4711')['source.ip'],
      '203.0.113.9',
    );
    assert.deepEqual(
      messageEvent(
        'sshd[7]',
        'Connection closed by invalid user x 192.0.2.1 port 1 [preauth] 203.0.113.9 port 4711 [preauth]',
      ),
      {
        'event.category': ['authentication'],
        'event.type': ['end'],
        'event.action': 'ssh_disconnected',
        'user.name': 'x 192.0.2.1 port 1 [preauth]',
        ...fromAddress('203.0.113.9', 4711),
      },
    );
  });

  test('says neither who nor from where, where a name and a certificate could both have written it', () => {
    // format_method_key_info() of auth.c prints the id of a certificate, which the client has made
    const key = 'RSA-CERT SHA256:Jx ID x from 203.0.113.9 port 4711 ssh2: y (serial 0) CA RSA SHA256:Jx';
    assert.deepEqual(
      messageEvent('sshd[7]', `Failed publickey for root from 192.0.2.1 port 22 ssh2: ${key}`),
      refused('publickey'),
    );
  });

  test('is nothing where it is something else, or somebody else says it', () => {
    const message = 'Failed password for root from 203.0.113.9 port 50412 ssh2';
    assert.deepEqual(messageEvent('sshd[7]', `no ${message}`), {});
    assert.deepEqual(messageEvent('sshd2[7]', message), {});
    assert.deepEqual(messageEvent('auth-service[7]', message), {});
    assert.deepEqual(messageEvent('sshd[7]', 'Server listening on 0.0.0.0 port 22.'), {});
    assert.deepEqual(messageEvent('sshd[7]', 'Failed password'), {});
  });
});
