/** Starts the engines that all integration tests share, says where they are in one line of JSON, runs until its input ends. */
import { sharedKafka, sharedOpenSearch } from './shared.ts';

const [kafka, openSearch] = await Promise.all([sharedKafka(), sharedOpenSearch()]);
console.log(JSON.stringify({ KAFKAINSIGHT_TEST_KAFKA: kafka.join(','), KAFKAINSIGHT_TEST_OPENSEARCH: openSearch }));
process.stdin.resume().once('end', () => process.exit(0));
