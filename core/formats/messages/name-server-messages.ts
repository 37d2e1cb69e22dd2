import { type MessageGroup, programEvent as event } from './message-row.ts';

const QUERY = event(['network'], ['protocol']);
const CLIENTS = ['client @%{word} %{hashed_endpoint}', 'client %{hashed_endpoint}'];
/** `print-category` and `print-severity` of its configuration. */
const PREFIXES = ['', 'queries: info: '];

/** What BIND is asked (bin/named, lib/ns/query.c: log_query), with its category in front or without. */
export const named: MessageGroup = {
  programs: ['named'],
  rows: PREFIXES.flatMap((prefix) =>
    CLIENTS.map((client) => ({
      pattern: `${prefix}${client} (%{id}): query: %{question} %{question_class} %{question_type} %{words}`,
      event: QUERY,
    })),
  ),
};
