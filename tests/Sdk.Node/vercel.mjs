import { createOpenAICompatible } from '@ai-sdk/openai-compatible';
import { generateObject, generateText, stepCountIs, streamObject, streamText, tool } from 'ai';
import { City, Nothing, Weather, count, describe, hello, noArguments, pong, timeOf, twoTools, weatherOf } from './questions.mjs';
import { baseURL, errorOf, key, run, untilTheBreak } from './run.mjs';

const gateway = (apiKey) => createOpenAICompatible({ name: 'gateway', baseURL, apiKey, includeUsage: true, supportsStructuredOutputs: true });
const provider = gateway(key);
const ask = (model, prompt) => ({ model: provider(model), prompt, maxRetries: 0 });

const named = {
  get_weather: { description: 'The weather of a city.', inputSchema: City },
  get_time: { description: 'The time in a city.', inputSchema: City },
};
const ping = { description: 'Takes nothing.', inputSchema: Nothing };
const offered = { tools: { get_weather: tool(named.get_weather), get_time: tool(named.get_time) } };
const offeredPing = { tools: { ping: tool(ping) } };
const executed = {
  tools: { get_weather: tool({ ...named.get_weather, execute: weatherOf }), get_time: tool({ ...named.get_time, execute: timeOf }) },
  stopWhen: stepCountIs(3),
};
const executedPing = { tools: { ping: tool({ ...ping, execute: pong }) }, stopWhen: stepCountIs(3) };

// The package's words for finish reasons have hyphens.
const finishOf = async (answer) => (await answer.finishReason).replace('-', '_');

const usageOf = ({ inputTokens, outputTokens, totalTokens }) => ({ input: inputTokens, output: outputTokens, total: totalTokens });

const textOf = async (answer) => ({
  text: await answer.text,
  finish: await finishOf(answer),
  model: (await answer.response).modelId,
  usage: usageOf(await answer.usage),
});

const callsOf = async (answer) => {
  const calls = await answer.toolCalls;
  return { finish: await finishOf(answer), ids: calls.map((call) => call.toolCallId), calls: calls.map((call) => [call.toolName, call.input]) };
};

const looped = async (answer) => ({
  text: await answer.text,
  calls: (await answer.steps).flatMap((step) => step.toolCalls).map((call) => [call.toolName, call.input]),
});

// An error of a stream is a part of it; this throws it.
async function* piecesOf(answer) {
  for await (const part of answer.fullStream) {
    if (part.type === 'error') {
      throw part.error;
    }

    if (part.type === 'text-delta') {
      yield part.text;
    }
  }
}

const started = (options) => streamText({ ...options, onError: () => {} });

const streamed = async (options) => {
  const answer = started(options);
  for await (const _ of piecesOf(answer));
  return answer;
};

const failed = async (promise) => {
  const error = await errorOf(promise);
  return {
    class: error.name ?? error.constructor.name,
    status: error.statusCode,
    message: error.message ?? `${error}`,
    type: error.data?.error?.type,
    code: error.data?.error?.code,
    param: error.data?.error?.param,
    requestId: error.responseHeaders?.['x-request-id'],
    retryAfter: error.responseHeaders?.['retry-after'],
    retryAfterMs: error.responseHeaders?.['retry-after-ms'],
    retryable: error.isRetryable,
  };
};

await run({
  chat: async (model) => textOf(await generateText(ask(model, hello))),
  stream: async (model) => {
    let pieces = 0;
    const answer = streamText(ask(model, count));
    for await (const _ of answer.textStream) {
      pieces++;
    }

    return { ...(await textOf(answer)), pieces };
  },
  tools: async (model) => callsOf(await generateText({ ...ask(model, twoTools), ...offered })),
  streamedTools: async (model) => callsOf(await streamed({ ...ask(model, twoTools), ...offered })),
  noArguments: async (model) => callsOf(await generateText({ ...ask(model, noArguments), ...offeredPing })),
  streamedNoArguments: async (model) => callsOf(await streamed({ ...ask(model, noArguments), ...offeredPing })),
  loop: async (model) => looped(await generateText({ ...ask(model, twoTools), ...executed })),
  streamedLoop: async (model) => looped(await streamed({ ...ask(model, twoTools), ...executed })),
  noArgumentsLoop: async (model) => looped(await streamed({ ...ask(model, noArguments), ...executedPing })),
  object: async (model) => (await generateObject({ ...ask(model, describe), schema: Weather })).object,
  streamedObject: async (model) => {
    const answer = streamObject({ ...ask(model, describe), schema: Weather });
    // The object is there once somebody has read its parts.
    for await (const _ of answer.partialObjectStream);
    return answer.object;
  },
  wrongKey: (model) => failed(generateText({ ...ask(model, hello), model: gateway('not-a-key')(model) })),
  unknownModel: () => failed(generateText(ask('no-such-model', hello))),
  badParameter: (model) => failed(generateText({ ...ask(model, hello), temperature: 7 })),
  rateLimit: (model) => failed(generateText(ask(`${model}-limited`, hello))),
  streamedRateLimit: (model) => failed(streamed(ask(`${model}-limited`, hello))),
  brokenStream: (model) => untilTheBreak(`${model}-broken`, piecesOf(started(ask(`${model}-broken`, count)))),
});
