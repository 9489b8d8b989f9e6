using System.Text.Json;
using Orleans.Gateway.FakeProvider.Observation;

namespace Orleans.Gateway.FakeProvider.Anthropic.Rules;

/// <summary>Cache markers: at most four, and longer ones first, in the order tools, system, messages.</summary>
internal static class CacheRules
{
    private const int MaxMarkers = 4;

    internal static IEnumerable<string> Check(MessagesRequest request)
    {
        var markers = Markers(request).Where(marker => marker.Json.IsGiven()).ToList();
        foreach (var (path, json) in markers)
        {
            if (json.Text("type") != "ephemeral")
            {
                yield return $"{path}.type: Input should be 'ephemeral'";
            }

            if (json.Has("ttl") && json.Text("ttl") is not ("5m" or "1h"))
            {
                yield return $"{path}.ttl: Input should be '5m' or '1h'";
            }

            foreach (var extra in json.Properties().Where(property => property.Name is not ("type" or "ttl")))
            {
                yield return $"{path}.{extra.Name}: Extra inputs are not permitted";
            }
        }

        var count = markers.Count + (request.Body.Has("cache_control") ? 1 : 0);
        if (count > MaxMarkers)
        {
            yield return $"A maximum of {MaxMarkers} blocks with cache_control may be provided. Found {count}.";
        }

        foreach (var late in markers.SkipWhile(marker => marker.Json.Text("ttl") == "1h").Where(marker => marker.Json.Text("ttl") == "1h"))
        {
            yield return $"{late.Path}.ttl: a ttl='1h' cache_control block must not come after a ttl='5m' cache_control block. "
                + "Note that blocks are processed in the following order: `tools`, `system`, `messages`.";
        }
    }

    private static IEnumerable<(string Path, JsonElement Json)> Markers(MessagesRequest request) =>
    [
        .. request.Body.Get("tools").Items().Select((tool, index) => ($"tools.{index}.cache_control", tool.Get("cache_control"))),
        .. request.Body.Get("system").Items().Select((block, index) => ($"system.{index}.cache_control", block.Get("cache_control"))),
        .. request.Messages.SelectMany(message => message.Blocks).SelectMany(block => block.Json.Get("content").Items()
            .Select((part, index) => ($"{block.Path}.content.{index}.cache_control", part.Get("cache_control")))
            .Append(($"{block.Path}.cache_control", block.Json.Get("cache_control")))),
    ];
}
