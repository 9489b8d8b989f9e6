using System.Text.RegularExpressions;

namespace Orleans.Gateway.FakeProvider.OpenAi;

/// <summary>Which models exist, and which of them reason.</summary>
internal static partial class OpenAiModels
{
    internal static bool Exists(string model) => Known().IsMatch(model);

    internal static bool Reasons(string model) => Reasoning().IsMatch(model);

    // A name of a known line exists, unless it says of itself that it does not.
    [GeneratedRegex(@"^(?!.*(wrong|unknown|missing))(gpt-(3\.5|4|4o|4\.1|5|5\.\d|audio|oss)([-.].*)?|chatgpt-.+|o[134](-mini|-pro|-preview)?(-20\d\d-\d\d-\d\d)?)$")]
    private static partial Regex Known();

    [GeneratedRegex(@"^(o[134]|gpt-5)(?!.*-chat)")]
    private static partial Regex Reasoning();
}
