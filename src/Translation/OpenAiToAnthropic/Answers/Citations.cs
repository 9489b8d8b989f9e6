using System.Text.Json;
using Orleans.Gateway.Translation.Sse;

namespace Orleans.Gateway.Translation.OpenAiToAnthropic.Answers;

/// <summary>
/// The citations of one text block. Web results become <c>url_citation</c> annotations; the others keep their own form and get the same span.
/// </summary>
internal static class Citations
{
    /// <param name="list">JSON objects as the provider sent them, with commas between them.</param>
    /// <param name="start">Where the citing text begins in the content, in code points.</param>
    public static void Split(ReadOnlySpan<byte> list, int start, int end, ref PooledBytes annotations, ref PooledBytes others)
    {
        var json = default(PooledBytes);
        json.Append("["u8);
        json.Append(list);
        json.Append("]"u8);
        var reader = RawJson.Open(json.Span);
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            var citation = RawJson.Slice(ref reader, json.Span);
            if (citation[0] != '{' || RawJson.IsEmptyObject(citation))
            {
                continue;
            }

            var url = RawJson.Property(citation, "url"u8);
            if (RawJson.Property(citation, "type"u8).SequenceEqual("\"web_search_result_location\""u8) && url is [(byte)'"', ..])
            {
                var title = RawJson.Property(citation, "title"u8);
                Separate(ref annotations);
                annotations.Append("{\"type\":\"url_citation\",\"url_citation\":{\"url\":"u8);
                annotations.Append(url);
                annotations.Append(",\"title\":"u8);
                annotations.Append(title is [(byte)'"', ..] ? title : "\"\""u8);
                AppendSpan(ref annotations, start, end);
                annotations.Append("}"u8);
            }
            else
            {
                Separate(ref others);
                others.Append(citation[..citation.LastIndexOf((byte)'}')]);
                AppendSpan(ref others, start, end);
            }
        }

        json.Release();
    }

    private static void Separate(ref PooledBytes list) => list.Append(list.Length == 0 ? default : ","u8);

    private static void AppendSpan(ref PooledBytes json, int start, int end)
    {
        json.Append(",\"start_index\":"u8);
        AnswerJson.AppendNumber(ref json, start);
        json.Append(",\"end_index\":"u8);
        AnswerJson.AppendNumber(ref json, end);
        json.Append("}"u8);
    }
}
