using Orleans.Gateway.Translation.Errors;
using Orleans.Gateway.Translation.OpenAiToAnthropic;
using Orleans.Gateway.Translation.OpenAiToOpenAi;
using Orleans.Gateway.Translation.Requests;

namespace Orleans.Gateway.Translation.Tests.Fuzz;

/// <summary>Any bytes as a request: refused with a typed rejection, or spliced and translated into one JSON object.</summary>
internal sealed class FuzzedRequest
{
    // Far more than any rule adds: a call without its result gains one, a history without tools their definitions.
    private const int MostBytes = 16 * 1024;
    private const int MostBytesPerByte = 24;

    private static readonly MessagesTarget[] Targets =
    [
        Target("claude-sonnet-4-5"),
        Target("claude-opus-4-8"),
        Target("claude-opus-5-5"),
        Target("claude-3-opus-20240229"),
        Target("someone-elses-model"),
    ];

    private static readonly TranslationOptions[] Options =
    [
        TranslationOptions.Default,
        new() { AutoCache = true, SystemPlacement = SystemPlacement.Hoist, PrefillMode = PrefillMode.Drop },
        new() { PrefillMode = PrefillMode.ContinueAsUser, ClampMaxTokens = true },
        new() { OnUnsupported = OnUnsupported.Reject },
    ];

    private readonly Written _spliced = new();
    private readonly Written _translated = new();

    public void Run(ReadOnlyMemory<byte> body)
    {
        RequestScan scan;
        try
        {
            scan = RequestScanner.Read(body.Span);
        }
        catch (RequestRejectedException)
        {
            return;
        }

        Finding.Unless(Written.IsJson(body.Span), "a request was scanned that is not JSON");
        Splice(body.Span, scan);
        Translate(body, scan);
    }

    private static MessagesTarget Target(string model) => new() { Model = model, Capabilities = ModelFamilies.Of(model), AllowClientBetas = true };

    private void Splice(ReadOnlySpan<byte> body, RequestScan scan)
    {
        RequestSplice.Write(body, scan, "backend", forceUsage: true, _spliced.Clear());
        var again = RequestScanner.Read(_spliced.Span);
        Finding.Unless(again.Model == "backend", "the spliced request names another model");
        Finding.Unless(!again.Stream || again.IncludeUsage, "the spliced stream does not ask for its usage");
        Finding.Unless(again.Stream == scan.Stream, "the splice changed 'stream'");
    }

    private void Translate(ReadOnlyMemory<byte> body, RequestScan scan)
    {
        // Which target and which options is a matter of the input, so that a finding is one input and nothing else.
        var choice = body.Length + body.Span[body.Length / 2];
        var target = Targets[choice % Targets.Length];
        var options = Options[choice / Targets.Length % Options.Length];
        var repairs = new RequestRepairs { Flags = (RepairFlags)(choice % 11 == 0 ? 1 << (choice % 18) : 0) };
        try
        {
            MessagesRequest.ToolCallsWithoutThinking(body);
            var result = MessagesRequest.Translate(body, scan, target, options, "alias", 1_700_000_000, repairs, null, default, null, _translated.Clear());
            Finding.Unless(result.MaxTokens > 0, "a limit of no tokens");
            Finding.Unless(System.Text.Ascii.IsValid(result.Loss.ToString()), "a loss that is no header value");
        }
        catch (RequestRejectedException rejection)
        {
            Finding.Unless(_translated.Span.IsEmpty, "a rejected request was written");
            Finding.Unless(rejection.Message.Length is > 0 and < 4096, "a rejection without bounds");
            return;
        }

        Finding.Unless(Written.IsJson(_translated.Span), "the translation is not JSON");
        Finding.Unless(_translated.Span.Length <= MostBytes + (MostBytesPerByte * body.Length), "the translation is far longer than the request");
    }
}
