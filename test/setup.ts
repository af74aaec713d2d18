import fc from 'fast-check';

// The same cases in every run, so that a failure is one of the change; FC_SEED=<number> looks at others.
fc.configureGlobal({ seed: Number(process.env['FC_SEED'] ?? 20_250_101) });
