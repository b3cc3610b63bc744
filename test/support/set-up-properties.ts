import fc from 'fast-check';
import { cases, propertySeed } from './property-cases.ts';

fc.configureGlobal({ seed: propertySeed, numRuns: cases(100) });
