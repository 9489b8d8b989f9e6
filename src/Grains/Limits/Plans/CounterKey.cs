using System.Buffers;
using System.Security.Cryptography;
using System.Text;
using Orleans.Gateway.Grains.Usage;

namespace Orleans.Gateway.Grains.Limits.Plans;

/// <summary>Who shares a counter: what of a call makes its counter another one. Never changes.</summary>
internal sealed class CounterKey
{
    private const char Separator = '+';
    private const int LongestValue = 64;
    private static readonly string[] Words = ["subscription", "product", "alias", "ip"];

    private static readonly SearchValues<char> Plain = SearchValues.Create("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz._:@-");

    private readonly (string Text, string Label, CallSource? Source)[] _parts;

    private CounterKey(string[] parts) => _parts = [.. parts.Select(part => (part, $"{part}=", CallSource.Of(part)))];

    /// <summary>The headers and claims that it is about.</summary>
    public IEnumerable<CallSource> Sources => _parts.Select(part => part.Source).OfType<CallSource>();

    /// <summary>What of a call it is about, as a document says it.</summary>
    public IEnumerable<string> Parts => _parts.Select(part => part.Text);

    /// <summary>What is wrong with the text; null when nothing is.</summary>
    /// <param name="headerProblem">What is wrong with the name of a header.</param>
    public static string? Problem(string text, Func<string, string?> headerProblem)
    {
        var parts = text.Split(Separator);
        foreach (var part in parts)
        {
            var problem = CallSource.Of(part) is { } source ? source.Problem(headerProblem)
                : Words.Contains(part) ? null
                : "is not a counter key. Use subscription, product, alias, ip, header:NAME, claim:NAME, or several joined by '+'.";
            if (problem is not null)
            {
                return problem;
            }
        }

        return parts.Distinct(StringComparer.OrdinalIgnoreCase).Count() < parts.Length ? "names the same thing twice. Keep one of the two." : null;
    }

    /// <exception cref="ArgumentException">A newer version has written it.</exception>
    public static CounterKey Of(string text) =>
        Problem(text, static _ => null) is { } problem ? throw new ArgumentException($"The counter key '{text}' {problem}", nameof(text)) : new(text.Split(Separator));

    /// <summary>The counter's name: the same in every process for the same values.</summary>
    /// <param name="prefix">What tells the counters of one limit from all others.</param>
    public string Name(string prefix, in LimitedCaller caller)
    {
        // One spelling, whoever asks for it: another one would be another counter.
        var room = new char[256];
        int length;
        while (!TryWriteName(prefix, caller, room, out length))
        {
            room = new char[2 * room.Length];
        }

        return new string(room, 0, length);
    }

    /// <summary>As <see cref="Name"/>, into memory that is there. False: it has no room.</summary>
    public bool TryWriteName(string prefix, in LimitedCaller caller, Span<char> room, out int length)
    {
        length = 0;
        for (var i = 0; i < _parts.Length; i++)
        {
            if (!TryAppend(i == 0 ? prefix : "+", room, ref length) || !TryAppend(_parts[i].Label, room, ref length) || !TryAppend(Value(_parts[i], caller), room, ref length))
            {
                return false;
            }
        }

        return true;
    }

    private static bool TryAppend(string text, Span<char> room, ref int length)
    {
        if (!text.TryCopyTo(room[length..]))
        {
            return false;
        }

        length += text.Length;
        return true;
    }

    private static string Value(in (string Text, string Label, CallSource? Source) part, in LimitedCaller caller) => part.Text switch
    {
        "subscription" => caller.Call.Subscription,
        "product" => caller.Product,
        "alias" => $"{caller.Call.Api}/{caller.Alias}",
        "ip" => caller.Call.ClientAddress ?? "",
        _ => Tame(part.Source?.In(caller.Call)),
    };

    /// <summary>A client writes what it likes, and an issuer too: what is long or odd is told apart by its hash.</summary>
    private static string Tame(string? value) =>
        value is null ? ""
        : value.Length <= LongestValue && !value.AsSpan().ContainsAnyExcept(Plain) ? value
        : $"#{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(value)).AsSpan(0, 16))}";
}
