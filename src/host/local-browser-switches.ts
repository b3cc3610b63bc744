/**
 * Switches of Chromium, with their values, for a page of ours on this machine: it looks up no name, calls nobody and
 * reports nothing. Without them, a browser that was just started asks some twenty hosts of its maker for updates, lists
 * and experiments.
 */
export const LOCAL_BROWSER_SWITCHES: readonly (readonly [name: string, value?: string])[] = [
  ['no-first-run'],
  ['no-default-browser-check'],
  ['disable-background-networking'],
  ['disable-component-update'],
  ['disable-default-apps'],
  ['disable-sync'],
  ['disable-breakpad'],
  ['disable-crash-reporter'],
  ['disable-domain-reliability'],
  ['disable-client-side-phishing-detection'],
  ['metrics-recording-only'],
  ['no-pings'],
  ['disable-features', 'AsyncDns,DialMediaRouteProvider,MediaRouter,OptimizationHints,Translate'],
  // Keys and passwords of the user's are not asked for.
  ['password-store', 'basic'],
  ['use-mock-keychain'],
  // What would still be asked for is not found, neither by name nor through a proxy.
  ['no-proxy-server'],
  ['host-resolver-rules', 'MAP * ~NOTFOUND, EXCLUDE 127.0.0.1'],
];
