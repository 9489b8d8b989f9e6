namespace Orleans.Gateway.Translation.OpenAiToAnthropic.Requests;

/// <summary>The values of <c>anthropic-beta</c>: the backend's, what the translation needs, the client's where allowed; each once, in this order.</summary>
internal static class Betas
{
    // A header's worth; the provider knows fewer.
    private const int Most = 32;

    private const string Files = "files-api-2025-04-14";

    /// <summary>Whether it is sent for the backend's sake, or the translation's, and not a client's.</summary>
    public static bool AreOwn(string beta, MessagesTarget target) => beta == Files || target.Betas.Contains(beta);

    public static IReadOnlyList<string> Collect(Draft draft, string? clientHeader)
    {
        var field = draft[RequestField.Betas].IsNothing ? draft[RequestField.AnthropicBeta] : draft[RequestField.Betas];
        if (!draft.UsesFiles && field.IsNothing && clientHeader is null && draft.Repairs.DroppedBetas is null)
        {
            return draft.Target.Betas;
        }

        var dropped = draft.Repairs.DroppedBetas?.Split(',') ?? [];
        var all = new List<string>(draft.Target.Betas.Where(beta => !dropped.Contains(beta)));
        if (draft.UsesFiles)
        {
            Add(all, Files, dropped);
        }

        if (draft.Target.AllowClientBetas)
        {
            AddList(all, clientHeader, dropped);
            AddList(all, field.IsString ? field.GetString() : null, dropped);
            foreach (var item in field.Items)
            {
                AddList(all, item.IsString ? item.GetString() : null, dropped);
            }
        }
        else
        {
            if (!field.IsNothing)
            {
                draft.Drop("betas");
            }

            if (clientHeader is not null)
            {
                draft.Loss.Dropped("anthropic-beta"); // Never refused: SDKs send it without being asked to.
            }
        }

        return all;
    }

    private static void AddList(List<string> all, string? list, string[] dropped)
    {
        foreach (var beta in list?.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) ?? [])
        {
            Add(all, beta, dropped);
        }
    }

    private static void Add(List<string> all, string beta, string[] dropped)
    {
        // It becomes part of a header: nothing but the alphabet of these names may get in.
        if (all.Count < Most && beta.Length <= 128
            && beta.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_' or '.')
            && !dropped.Contains(beta) && !all.Contains(beta))
        {
            all.Add(beta);
        }
    }
}
