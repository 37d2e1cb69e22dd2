import { type MessageGroup, programEvent as event } from './message-row.ts';

const QUERY = event(['network'], ['protocol']);
const FAILED = event(['network'], ['protocol'], 'query-failed', 'failure');
const DENIED = event(['network'], ['protocol', 'denied'], 'query-denied', 'failure');

/** What BIND says of a client's query (lib/ns/query.c: log_query, log_queryerror; lib/ns/client.c: ns_client_aclmsg), by the category that it says it in. */
const SAID = [
  ['queries', QUERY, 'query: %{question} %{question_class} %{question_type} %{words}'],
  ['query-errors', FAILED, 'query failed (%{response_code}) for %{failed_question} at %{words}'],
  ['query-errors', FAILED, 'query failed (%{words}) for %{failed_question} at %{word}'],
  ['security', DENIED, "query '%{denied_question}' denied"],
  ['security', DENIED, "query '%{denied_question}' denied (%{words})"],
  ['security', DENIED, "query (cache) '%{denied_question}' denied"],
  ['security', DENIED, "query (cache) '%{denied_question}' denied (%{words})"],
] as const;
const CLIENTS = ['client @%{word} %{hashed_endpoint}', 'client %{hashed_endpoint}'];
/** `view internal: `, where there is more than one. */
const VIEWS = ['', 'view %{word} '];

/** The same with its category in front (`print-category` and `print-severity` of its configuration) or without, and of a view or not. */
export const named: MessageGroup = {
  programs: ['named'],
  rows: SAID.flatMap(([category, said, text]) =>
    ['', `${category}: info: `].flatMap((prefix) =>
      CLIENTS.flatMap((client) =>
        VIEWS.map((view) => ({ pattern: `${prefix}${client} (%{id}): ${view}${text}`, event: said })),
      ),
    ),
  ),
};
