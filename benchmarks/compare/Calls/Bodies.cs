using System.Text;

namespace Orleans.Gateway.Compare.Calls;

/// <summary>Bodies of requests: the same for everybody, but for the name of the model, which is what they are routed by.</summary>
internal static class Bodies
{
    public const int Small = 2 * 1024;
    public const int Large = 100 * 1024;

    /// <summary>Prose, with what has to be escaped in JSON at the rate of prose.</summary>
    private const string Sentence = "The gateway said: \\\"wait\\\", and the client, which had nothing else to do that morning, waited until the answer came.\\n";

    /// <param name="size">In bytes.</param>
    public static byte[] Of(string model, bool stream, int size)
    {
        var head = $"{{\"model\":\"{model}\",\"stream\":{(stream ? "true" : "false")},\"max_tokens\":1024,\"messages\":[{{\"role\":\"system\",\"content\":\"Answer in one sentence.\"}},{{\"role\":\"user\",\"content\":\"";
        const string tail = "\"}]}";
        var room = size - head.Length - tail.Length;
        var text = new StringBuilder(size).Append(head);
        for (; room >= Sentence.Length; room -= Sentence.Length)
        {
            text.Append(Sentence);
        }

        return Encoding.ASCII.GetBytes(text.Append('.', room).Append(tail).ToString());
    }
}
