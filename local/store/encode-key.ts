/** S3 encodes keys in events as forms do: a space is `+`, slashes stay. */
export function encodeKey(key: string): string {
  return encodeURIComponent(key).replaceAll('%20', '+').replaceAll('%2F', '/');
}
