import type { LogEvent } from '../events.ts';
import { createCombinedLogRenderer, createCommonLogRenderer } from './common-log.ts';
import { createErrorLogRenderer } from './error-log.ts';
import { createJsonRenderer } from './json.ts';
import type { Render } from './render.ts';
import { createRfc3164Renderer, createRfc5424Renderer } from './syslog.ts';

/** Makes what prints any event in its format. Events come in order of time. */
export function createRenderer(): Render<LogEvent> {
  const common = createCommonLogRenderer();
  const combined = createCombinedLogRenderer();
  const errors = createErrorLogRenderer();
  const bsd = createRfc3164Renderer();
  const ietf = createRfc5424Renderer();
  const json = createJsonRenderer();
  return (event) => {
    switch (event.format) {
      case 'apache_combined':
        return combined(event);
      case 'apache_common':
        return common(event);
      case 'apache_error':
        return errors(event);
      case 'rfc3164':
        return bsd(event);
      case 'rfc5424':
        return ietf(event);
      case 'json':
        return json(event);
    }
  };
}
