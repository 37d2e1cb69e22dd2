import { stringKey } from '../../bytes/document-keys.ts';
import { type JsonField, textField } from '../json-field.ts';
import { isString } from '../json-kinds.ts';
import { fieldNumber } from '../json-line.ts';

const STREAM = fieldNumber('stream');
const STREAM_KEY = stringKey('stream');

/** The stream of a process. `source` is Docker's name for it in its fluentd driver; either word may be anything in other lines. */
const stream: JsonField = {
  paths: ['stream', 'source'],
  write(value, line) {
    if (!isString(value.kind)) return false;
    line.decode(value);
    const text = line.textBytes.toString('latin1', line.textStart, line.textEnd);
    if ((text !== 'stdout' && text !== 'stderr') || !line.claim(STREAM)) return false;
    line.writeField(STREAM_KEY, value);
    return true;
  },
};

/** CRI's tag, as Fluent Bit's parsers call it (fluent-bit, conf/parsers.conf, "cri"): `P` is a piece of a line. */
const tag: JsonField = {
  paths: ['logtag', '_p'],
  write(value, line) {
    if (!isString(value.kind)) return false;
    line.decode(value);
    const text = line.textBytes.toString('latin1', line.textStart, line.textEnd);
    if (text === 'P') line.context.inner.isPiece = true;
    return text === 'P' || text === 'F';
  },
};

/**
 * Where a container's line comes from: Fluent Bit's and Fluentd's Kubernetes filter (fluent-bit, "Kubernetes", fluent-plugin-kubernetes_metadata_filter),
 * Docker's fluentd and journald drivers, and systemd, under the names of Elastic's Kubernetes integration and of ECS.
 */
export const containerFields: readonly JsonField[] = [
  stream,
  tag,
  textField('container.id', 'container_id', 'docker.container_id', 'kubernetes.docker_id', 'CONTAINER_ID_FULL'),
  textField('container.name', 'container_name', 'CONTAINER_NAME'),
  textField('container.image.name', 'kubernetes.container_image', 'IMAGE_NAME'),
  textField('kubernetes.container.name', 'kubernetes.container_name'),
  textField('kubernetes.namespace', 'kubernetes.namespace_name'),
  textField('kubernetes.node.name', 'kubernetes.host'),
  textField('kubernetes.pod.name', 'kubernetes.pod_name'),
  textField('kubernetes.pod.uid', 'kubernetes.pod_id'),
  textField('systemd.unit', '_SYSTEMD_UNIT'),
];
