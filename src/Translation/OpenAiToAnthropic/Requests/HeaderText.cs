namespace Orleans.Gateway.Translation.OpenAiToAnthropic.Requests;

/// <summary>A client's own name as it may stand in a response header.</summary>
internal static class HeaderText
{
    public static string Of(string name) =>
        string.Create(name.Length, name, (letters, source) =>
        {
            for (var i = 0; i < letters.Length; i++)
            {
                letters[i] = char.IsAsciiLetterOrDigit(source[i]) || source[i] is '_' or '-' or '.' ? source[i] : '_';
            }
        });
}
