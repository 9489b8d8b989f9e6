namespace Orleans.Gateway.Translation.Tests.Fuzz;

/// <summary>Something that no input may bring about.</summary>
internal sealed class Finding(string what) : Exception(what)
{
    public static void Unless(bool holds, string what)
    {
        if (!holds)
        {
            throw new Finding(what);
        }
    }
}
