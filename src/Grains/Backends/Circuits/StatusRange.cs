using System.Globalization;

namespace Orleans.Gateway.Grains.Backends.Circuits;

/// <summary>HTTP statuses as a rule spells them: <c>429</c>, <c>5xx</c>, <c>500-504</c>.</summary>
internal readonly record struct StatusRange(int First, int Last)
{
    public bool Contains(int status) => status >= First && status <= Last;

    /// <summary>Null for what is none; only errors, 400 to 599, can be named.</summary>
    public static StatusRange? Read(string text)
    {
        StatusRange? range = text switch
        {
            [var hundreds and ('4' or '5'), 'x', 'x'] => new((hundreds - '0') * 100, ((hundreds - '0') * 100) + 99),
            { Length: 3 } when Status(text) is { } one => new(one, one),
            [_, _, _, '-', _, _, _] when Status(text.AsSpan(0, 3)) is { } first && Status(text.AsSpan(4)) is { } last && first <= last => new(first, last),
            _ => null,
        };
        return range;
    }

    private static int? Status(ReadOnlySpan<char> text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var status) && status is >= 400 and <= 599 ? status : null;
}
