import { HumanMessage } from '@langchain/core/messages';
import { tool } from '@langchain/core/tools';
import { ChatOpenAI } from '@langchain/openai';
import { City, Nothing, Weather, count, describe, hello, noArguments, pong, timeOf, twoTools, weatherOf } from './questions.mjs';
import { baseURL, errorOf, key, run, untilTheBreak } from './run.mjs';

const chat = (model, settings) => new ChatOpenAI({ model, apiKey: key, maxRetries: 0, configuration: { baseURL }, ...settings });
const say = (content) => [new HumanMessage(content)];

const named = [
  tool(weatherOf, { name: 'get_weather', description: 'The weather of a city.', schema: City }),
  tool(timeOf, { name: 'get_time', description: 'The time in a city.', schema: City }),
];
const ping = [tool(pong, { name: 'ping', description: 'Takes nothing.', schema: Nothing })];

const whole = (runnable, messages) => runnable.invoke(messages);

const streamed = async (runnable, messages) => {
  let message;
  for await (const chunk of await runnable.stream(messages)) {
    message = message?.concat(chunk) ?? chunk;
  }

  return message;
};

async function* piecesOf(runnable, messages) {
  for await (const chunk of await runnable.stream(messages)) {
    yield chunk.text;
  }
}

const usageOf = ({ input_tokens, output_tokens, total_tokens }) => ({ input: input_tokens, output: output_tokens, total: total_tokens });

const textOf = (message) => ({
  text: message.text,
  finish: message.response_metadata.finish_reason,
  model: message.response_metadata.model_name ?? message.response_metadata.model,
  usage: usageOf(message.usage_metadata),
});

const callsOf = (message) => ({
  finish: message.response_metadata.finish_reason,
  ids: message.tool_calls.map((call) => call.id),
  calls: message.tool_calls.map((call) => [call.name, call.args]),
});

const looped = async (ask, model, tools, question) => {
  const bound = chat(model).bindTools(tools);
  const messages = say(question);
  const calls = [];
  for (;;) {
    const message = await ask(bound, messages);
    if (!message.tool_calls?.length) {
      return { text: message.text, calls };
    }

    messages.push(message);
    for (const call of message.tool_calls) {
      calls.push([call.name, call.args]);
      messages.push(await tools.find((offered) => offered.name === call.name).invoke(call));
    }
  }
};

const failed = async (promise) => {
  const error = await errorOf(promise);
  return {
    class: error.constructor.name,
    status: error.status,
    message: error.message,
    type: error.type,
    code: error.code,
    param: error.param,
    requestId: error.requestID,
    retryAfter: error.headers?.get('retry-after'),
    retryAfterMs: error.headers?.get('retry-after-ms'),
    langchainCode: error.lc_error_code,
  };
};

await run({
  chat: async (model) => textOf(await chat(model).invoke(say(hello))),
  stream: async (model) => {
    let pieces = 0;
    let message;
    for await (const chunk of await chat(model).stream(say(count))) {
      pieces += chunk.text ? 1 : 0;
      message = message?.concat(chunk) ?? chunk;
    }

    return { ...textOf(message), pieces };
  },
  tools: async (model) => callsOf(await whole(chat(model).bindTools(named), say(twoTools))),
  streamedTools: async (model) => callsOf(await streamed(chat(model).bindTools(named), say(twoTools))),
  noArguments: async (model) => callsOf(await whole(chat(model).bindTools(ping), say(noArguments))),
  streamedNoArguments: async (model) => callsOf(await streamed(chat(model).bindTools(ping), say(noArguments))),
  loop: (model) => looped(whole, model, named, twoTools),
  streamedLoop: (model) => looped(streamed, model, named, twoTools),
  noArgumentsLoop: (model) => looped(streamed, model, ping, noArguments),
  object: (model) => chat(model).withStructuredOutput(Weather, { name: 'weather' }).invoke(describe),
  streamedObject: async (model) => {
    let last;
    for await (const partial of await chat(model).withStructuredOutput(Weather, { name: 'weather' }).stream(describe)) {
      last = partial;
    }

    return last;
  },
  objectByTool: (model) => chat(model).withStructuredOutput(Weather, { name: 'weather', method: 'functionCalling' }).invoke(describe),
  wrongKey: (model) => failed(chat(model, { apiKey: 'not-a-key' }).invoke(hello)),
  unknownModel: () => failed(chat('no-such-model').invoke(hello)),
  badParameter: (model) => failed(chat(model, { temperature: 7 }).invoke(hello)),
  rateLimit: (model) => failed(chat(`${model}-limited`).invoke(hello)),
  streamedRateLimit: (model) => failed(streamed(chat(`${model}-limited`), hello)),
  brokenStream: (model) => untilTheBreak(`${model}-broken`, piecesOf(chat(`${model}-broken`), count)),
});
