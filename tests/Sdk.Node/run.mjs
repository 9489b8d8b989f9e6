// node <sdk>.mjs <base URL> <key> <models, with commas> [scenario]
// Runs every scenario for every model and prints one line of JSON for each: {model, scenario, result} or {model, scenario, failure}.

const [baseURL, key, models, only] = process.argv.slice(2);

export { baseURL, key };

// What a package says is not a result.
console.log = console.info = console.debug = console.error;

export async function run(scenarios) {
  for (const model of models.split(',')) {
    for (const [scenario, act] of Object.entries(scenarios)) {
      if (only === undefined || scenario === only) {
        const outcome = await act(model).then((result) => ({ result }), (error) => ({ failure: `${error?.stack ?? error}` }));
        process.stdout.write(`${JSON.stringify({ model, scenario, ...outcome })}\n`);
      }
    }
  }
}

/** The error of what has to fail; that it does not is a failure of the scenario. */
export async function errorOf(promise) {
  try {
    await promise;
  } catch (error) {
    return error;
  }

  throw new Error('This was to fail.');
}
