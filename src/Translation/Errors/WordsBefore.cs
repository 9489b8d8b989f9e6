namespace Orleans.Gateway.Translation.Errors;

/// <summary>What the last words of a message say about the one that follows: the name of something private, a secret, or an id to keep.</summary>
internal readonly record struct WordsBefore(int SincePrivate, int SinceSecret, int SinceRequest)
{
    private const int Never = 100;

    // Counters are kept one too high, so that default means "never".
    public bool NameAPrivateThing => SincePrivate == 1;

    public bool NameASecret => SinceSecret == 1;

    public bool NameARequest => SinceRequest is >= 1 and <= 3;

    public WordsBefore Then(ReadOnlySpan<char> word)
    {
        if (IsFiller(word))
        {
            return this;
        }

        return new(
            IsPrivateThing(word) ? 1 : Next(SincePrivate),
            IsSecret(word) ? 1 : Next(SinceSecret),
            IsRequest(word) ? 1 : Next(SinceRequest));
    }

    public static bool IsSecret(ReadOnlySpan<char> word) =>
        Is(word, "key") || Is(word, "api_key") || Is(word, "api-key") || Is(word, "apikey") || Is(word, "x-api-key") || Is(word, "token")
        || Is(word, "access_token") || Is(word, "secret") || Is(word, "password") || Is(word, "authorization") || Is(word, "bearer")
        || Is(word, "sig") || Is(word, "signature") || Is(word, "provided");

    private static bool IsPrivateThing(ReadOnlySpan<char> word) =>
        Is(word, "deployment") || Is(word, "deployments") || Is(word, "resource") || Is(word, "organization") || Is(word, "organisation")
        || Is(word, "account") || Is(word, "subscription") || Is(word, "tenant") || Is(word, "project") || Is(word, "workspace")
        || Is(word, "endpoint") || Is(word, "host") || Is(word, "hostname") || Is(word, "server") || Is(word, "cluster")
        || Is(word, "deployment_id") || Is(word, "deploymentname") || Is(word, "deploymentid") || Is(word, "accountname");

    private static bool IsRequest(ReadOnlySpan<char> word) =>
        word.Contains("request", StringComparison.OrdinalIgnoreCase) || Is(word, "trace") || Is(word, "correlation") || Is(word, "activity");

    /// <summary>Words that may stand between a thing and its name.</summary>
    private static bool IsFiller(ReadOnlySpan<char> word) =>
        word.IsEmpty || Is(word, "name") || Is(word, "named") || Is(word, "called") || Is(word, "id") || Is(word, "with") || Is(word, "is") || Is(word, "the")
        || Is(word, "=");

    private static int Next(int count) => count is 0 or Never ? count : count + 1;

    private static bool Is(ReadOnlySpan<char> word, string name) => word.Equals(name, StringComparison.OrdinalIgnoreCase);
}
