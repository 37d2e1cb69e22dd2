/** Starts the engines that all integration tests share, prints their addresses as one line of JSON, and runs until its input ends. */
import { sharedKafka, sharedOpenSearch } from './shared.ts';

const [kafka, openSearch] = await Promise.all([sharedKafka(), sharedOpenSearch()]);
console.log(JSON.stringify({ KAFKAINSIGHT_TEST_KAFKA: kafka.join(','), KAFKAINSIGHT_TEST_OPENSEARCH: openSearch }));
process.stdin.resume().once('end', () => process.exit(0));
