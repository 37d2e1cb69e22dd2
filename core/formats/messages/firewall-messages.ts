import { type MessageGroup, programEvent as event } from './message-row.ts';

const CONNECTION = event(['network'], ['connection']);
/** What an ICMP error holds of another packet is in brackets, so ` SRC=` is there once, and ` PROTO=` twice. */
const PACKET = '%{words} SRC=%{address} DST=%{destination} LEN=%{digits} %{words}';

/** Packets that Linux's netfilter logs, for iptables, nftables and ufw (nf_log_syslog.c). */
export const kernel: MessageGroup = {
  programs: ['kernel'],
  rows: [
    {
      pattern: `${PACKET} PROTO=%{transport} SPT=%{port} DPT=%{destination_port} %{words}`,
      event: CONNECTION,
      once: ' PROTO=',
    },
    // without ports, such as of a ping
    { pattern: `${PACKET} PROTO=%{transport} %{words}`, event: CONNECTION, once: ' PROTO=' },
    { pattern: PACKET, event: CONNECTION },
  ],
};
