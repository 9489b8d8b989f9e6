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

/**
 * Reads the pieces of a stream that breaks off. The provider holds it back at the place of the break until it is told to go on,
 * which happens once there is text: before that, the gateway would answer with a plain error.
 */
export async function untilTheBreak(model, pieces) {
  let text = '';
  const error = await errorOf((async () => {
    for await (const piece of pieces) {
      if (piece && !text) {
        await fetch(`${baseURL}/chat/completions`, {
          method: 'POST',
          headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
          body: JSON.stringify({ model, messages: [{ role: 'user', content: 'go on' }] }),
        });
      }

      text += piece;
    }
  })());

  return { text, message: error.message ?? `${error}`, status: error.status ?? error.statusCode ?? null };
}
