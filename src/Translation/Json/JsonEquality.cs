namespace Orleans.Gateway.Translation.Json;

/// <summary>Whether two values mean the same: strings however they are escaped, objects in whatever order, numbers as written.</summary>
internal static class JsonEquality
{
    // Properties are expected in the same order; only this many are looked for elsewhere, so that a huge object cannot cost its square.
    private const int MostMisplaced = 64;

    public static bool Same(JsonValue a, JsonValue b)
    {
        if (a.Kind != b.Kind)
        {
            return false;
        }

        return a.Kind switch
        {
            JsonKind.Number => a.Raw.SequenceEqual(b.Raw),
            JsonKind.String => a.SaysSameAs(b),
            JsonKind.Array => SameItems(a, b),
            JsonKind.Object => SameProperties(a, b),
            _ => true,
        };
    }

    private static bool SameItems(JsonValue a, JsonValue b)
    {
        var others = b.Items;
        foreach (var item in a.Items)
        {
            if (!others.MoveNext() || !Same(item, others.Current))
            {
                return false;
            }
        }

        return !others.MoveNext();
    }

    private static bool SameProperties(JsonValue a, JsonValue b)
    {
        var others = b.Properties;
        var misplaced = 0;
        foreach (var (key, value) in a.Properties)
        {
            if (!others.MoveNext())
            {
                return false;
            }

            var other = others.Current;
            if (key.SaysSameAs(other.Key))
            {
                if (!Same(value, other.Value))
                {
                    return false;
                }
            }
            else if (++misplaced > MostMisplaced || !Same(value, b[JsonText.Decode(key.Inner)]))
            {
                return false;
            }
        }

        return !others.MoveNext();
    }
}
