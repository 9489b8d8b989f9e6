using System.Diagnostics.CodeAnalysis;
using System.Text.Json;

namespace Orleans.Gateway.Grains.Catalog.Document;

/// <summary>One value of a document, where it is, and where to complain about it. What cannot be read is null, and a mistake was noted.</summary>
internal sealed record Node(JsonElement Json, string Path, Mistakes Mistakes)
{
    public void Refuse(string problem) => Mistakes.Add(Path.Length == 0 ? DocumentPath.Root : Path, problem);

    /// <summary>The properties of an object whose names are fixed.</summary>
    public Section? Section(Shape shape) => Is(JsonValueKind.Object, "an object, { … }") ? new Section(this, shape) : null;

    /// <summary>The entries of an object whose names the operator chooses.</summary>
    /// <param name="problem">What is wrong with a name; null when nothing is.</param>
    public List<(string Name, Node Node)> Entries(Func<string, string?> problem)
    {
        var entries = new List<(string, Node)>();
        if (!Is(JsonValueKind.Object, "an object, { \"name\": … }"))
        {
            return entries;
        }

        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var property in Json.EnumerateObject())
        {
            var node = new Node(property.Value, DocumentPath.Property(Path, property.Name), Mistakes);
            if (!seen.Add(property.Name))
            {
                node.Refuse("is there twice. Keep one of the two.");
                continue;
            }

            if (problem(property.Name) is { } wrong)
            {
                node.Refuse(wrong);
            }

            entries.Add((property.Name, node));
        }

        return entries;
    }

    public List<Node>? Items()
    {
        return Is(JsonValueKind.Array, "a list, [ … ]")
            ? Json.EnumerateArray().Select((item, index) => new Node(item, DocumentPath.Item(Path, index), Mistakes)).ToList()
            : null;
    }

    /// <summary>Any text, also with references in it.</summary>
    public string? RawText() => Is(JsonValueKind.String, "a string") ? Json.GetString() : null;

    /// <param name="most">Characters.</param>
    public string? Text(int most)
    {
        var text = RawText();
        var problem = text switch
        {
            null => null,
            "" => "is empty. Write a value, or remove the property.",
            _ when text.Length > most => $"has {text.Length} characters. Use at most {most}.",
            _ when text.Any(char.IsControl) => "holds a control character, such as a line break. Remove it.",
            _ when text.Contains("${", StringComparison.Ordinal) =>
                "holds a reference. References work in secrets only: credentials.header.value, headers and the keys of subscriptions.",
            _ => null,
        };
        return problem is null ? text : Refused<string>(problem);
    }

    public bool? Flag() => Json.ValueKind is JsonValueKind.True or JsonValueKind.False
        ? Json.GetBoolean()
        : RefusedValue<bool>(Not("true or false"));

    public int? Number(int least, int most)
    {
        if (!Is(JsonValueKind.Number, "a number"))
        {
            return null;
        }

        return Json.TryGetInt32(out var number) && number >= least && number <= most
            ? number
            : RefusedValue<int>(FormattableString.Invariant($"must be a whole number from {least:N0} to {most:N0}."));
    }

    public long? LongNumber(long least, long most)
    {
        if (!Is(JsonValueKind.Number, "a number"))
        {
            return null;
        }

        return Json.TryGetInt64(out var number) && number >= least && number <= most
            ? number
            : RefusedValue<long>(FormattableString.Invariant($"must be a whole number from {least:N0} to {most:N0}."));
    }

    /// <summary>Money: any number with at most 6 decimals. What is written as 1.50 is 1.5.</summary>
    public decimal? Amount(decimal least, decimal most)
    {
        if (!Is(JsonValueKind.Number, "a number"))
        {
            return null;
        }

        return Json.TryGetDecimal(out var number) && number >= least && number <= most && decimal.Round(number, 6) == number
            ? number / 1.0000000000000000000000000000m
            : RefusedValue<decimal>(FormattableString.Invariant($"must be a number from {least} to {most:#,0.######}, with at most 6 decimals."));
    }

    [return: MaybeNull]
    private T Refused<T>(string problem)
    {
        Refuse(problem);
        return default;
    }

    private T? RefusedValue<T>(string problem)
        where T : struct
    {
        Refuse(problem);
        return null;
    }

    private bool Is(JsonValueKind kind, string wanted)
    {
        if (Json.ValueKind != kind)
        {
            Refuse(Not(wanted));
        }

        return Json.ValueKind == kind;
    }

    private string Not(string wanted) => $"is {Kind(Json.ValueKind)}. Write {wanted}.";

    private static string Kind(JsonValueKind kind) => kind switch
    {
        JsonValueKind.Object => "an object",
        JsonValueKind.Array => "a list",
        JsonValueKind.String => "a string",
        JsonValueKind.Number => "a number",
        JsonValueKind.True or JsonValueKind.False => "true or false",
        _ => "null",
    };
}
