import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type ParsedLine, parseLine } from '../../../test/helpers/parse-line.ts';

function says(message: string, expected: ParsedLine): void {
  const document = parseLine('rfc3164', `Nov 22 10:02:52 web1 kernel: ${message}`);
  const found = Object.fromEntries(Object.keys(expected).map((key) => [key, document[key]]));
  assert.deepEqual({ message: document['message'], ...found }, { message, ...expected }, message);
}

// nf_log_syslog.c of Linux: "IN=%s OUT=%s ", "MAC=", "SRC=%pI4 DST=%pI4 ", "LEN=%u TOS=…", "PROTO=TCP ", "SPT=%u DPT=%u "; the names are those
// of Elastic's integration `iptables`
test("packets that Linux's firewall logs say from where to where they went", () => {
  const packet =
    'IN=eth0 OUT= MAC=00:11:22:33:44:55 SRC=203.0.113.9 DST=198.51.100.2 LEN=60 TOS=0x00 PREC=0x00 TTL=52 ID=1 DF';
  const addresses = {
    'event.category': ['network'],
    'event.type': ['connection'],
    'source.ip': '203.0.113.9',
    'destination.ip': '198.51.100.2',
  };
  const none = { 'source.port': undefined, 'destination.port': undefined, 'network.transport': undefined };
  for (const prefix of ['[12345.678901] [UFW BLOCK] ', '[wan-default-D]', 'iptables DROP_INPUT: '])
    says(`${prefix}${packet} PROTO=TCP SPT=50412 DPT=22 WINDOW=64240 RES=0x00 SYN URGP=0`, {
      ...addresses,
      'source.port': 50_412,
      'destination.port': 22,
      'network.transport': 'tcp',
    });
  says(`${packet} PROTO=ESP SPI=0xcb886522`, { ...addresses, ...none, 'network.transport': 'esp' });
  says(`${packet} PROTO=ICMP TYPE=8 CODE=0 ID=3427 SEQ=1`, { ...addresses, ...none, 'network.transport': 'icmp' });
  // a protocol that netfilter has no name for
  says(`${packet} PROTO=103 MARK=0x1`, { ...addresses, ...none });
  // an error about another packet, whose ports are not those of this one
  const inner =
    '[SRC=198.51.100.2 DST=192.0.2.7 LEN=60 TOS=0x00 PREC=0x00 TTL=54 ID=0 PROTO=UDP SPT=21458 DPT=62936 LEN=40 ]';
  says(`${packet} PROTO=ICMP TYPE=3 CODE=3 ${inner}`, { ...addresses, ...none });
  says('[    0.000000] Command line: BOOT_IMAGE=/vmlinuz', { 'event.category': undefined, ...none });
});
