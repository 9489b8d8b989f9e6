using System.Text.Json.Nodes;
using Orleans.Gateway.Portal.Apis;

namespace Orleans.Gateway.Portal.Tests.Values;

public sealed class AliasDraftTests
{
    private static AliasDraft Draft() => new(JsonNode.Parse("""{"targets":[{"backend":"c","priority":2},{"backend":"a","weight":90},{"backend":"b","weight":10}],"defaults":{"seed":1}}""")!.AsObject());

    private static string Order(AliasDraft draft) => string.Join(' ', draft.Targets.Select(target => $"{target.Backend}{target.Priority}"));

    [Fact]
    public void Targets_stand_in_the_order_in_which_they_are_tried() => Assert.Equal("a1 b1 c2", Order(Draft()));

    [Theory]
    [InlineData(2, 0, "c1 a1 b2")]
    [InlineData(0, 2, "b1 c1 a2")]
    [InlineData(1, 0, "b1 a1 c2")]
    [InlineData(0, 0, "a1 b1 c2")]
    [InlineData(0, 3, "a1 b1 c2")]
    [InlineData(-1, 1, "a1 b1 c2")]
    public void A_target_that_is_moved_takes_the_priority_of_its_place(int from, int to, string order)
    {
        var draft = Draft();
        draft.Move(from, to);

        Assert.Equal(order, Order(draft));
    }

    [Fact]
    public void A_new_target_is_a_fallback_and_the_rest_of_the_definition_stays()
    {
        var draft = Draft();
        draft.Add("d");
        draft.Strategy = "latency";
        var after = draft.ToJson();

        Assert.Equal("a1 b1 c2 d3", Order(draft));
        Assert.Equal(1, (int)after["defaults"]!["seed"]!);
        Assert.Equal("latency", (string?)after["strategy"]);
        draft.Strategy = "weighted";
        Assert.Null(draft.ToJson()["strategy"]);
    }
}
