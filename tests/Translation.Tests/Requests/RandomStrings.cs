using System.Text;

namespace Orleans.Gateway.Translation.Tests.Requests;

/// <summary>JSON strings of up to a few hundred bytes with escapes wherever they can stand, some of them broken; the same for the same seed.</summary>
internal sealed class RandomStrings(int seed)
{
    private static readonly string[] Good = ["a", "line", "\\n", "\\\"", "\\\\", "\\\\\\\\", "\\t", "\\r", "\\/", "\\b", "\\f", "\\u00e9", "\\uD83d\\uDE00", "é", "日本", "{[,:]}", "n", "u"];

    private static readonly string[] Bad = ["\\", "\\x", "\\u12", "\\u12g4", "\"", "\u0001", "\n", "\\\n", "\\é", "\\U0041"];

    private readonly Random _random = new(seed);

    /// <summary>A request with some of them as names and values.</summary>
    public byte[] Body()
    {
        var text = new StringBuilder("{\"model\":\"gpt\",\"messages\":[");
        for (var i = 0; i < 3; i++)
        {
            text.Append(i == 0 ? "" : ",").Append("{\"").Append(Next()).Append("\":\"").Append(Next()).Append("\"}");
        }

        return Encoding.UTF8.GetBytes(text.Append("]}").ToString());
    }

    private string Next()
    {
        var text = new StringBuilder();
        var run = _random.Next(4) == 0 ? 1 : Good.Length;
        for (var left = _random.Next(120); left > 0; left--)
        {
            text.Append(_random.Next(1_500) == 0 ? Bad[_random.Next(Bad.Length)] : run == 1 && _random.Next(3) > 0 ? "\\\\" : Good[_random.Next(Good.Length)]);
        }

        return text.ToString();
    }
}
