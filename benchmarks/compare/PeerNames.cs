namespace Orleans.Gateway.Compare;

/// <summary>Who is compared, as the files of results call them.</summary>
internal static class PeerNames
{
    public const string Direct = "direct";
    public const string Nginx = "nginx";
    public const string Bare = "bare";
    public const string Yarp = "yarp";

    /// <summary>By the runtime's own settings instead of the gateway's.</summary>
    public const string UntunedYarp = "yarp-untuned";
    public const string Portkey = "portkey";

    /// <summary>One process, with everything on that a budget names.</summary>
    public const string Gateway = "gateway";

    /// <summary>The same process, for a caller without limits.</summary>
    public const string Unlimited = "gateway-unlimited";

    /// <summary>The same process and limits, for a model whose tokens are counted rather than estimated.</summary>
    public const string Counted = "gateway-counted";

    /// <summary>A process of its own, whose instruments do nothing.</summary>
    public const string Unmetered = "gateway-unmetered";

    /// <summary>A front end, and a silo behind it.</summary>
    public const string Remote = "gateway-remote";

    /// <summary>Clusters of one, two and three equal nodes.</summary>
    public static readonly string[] Clusters = ["nodes-1", "nodes-2", "nodes-3"];

    /// <summary>Two and three processes of YARP, each of which is called: what more processes than cores cost whoever they are.</summary>
    public static readonly string[] Yarps = ["yarp-2", "yarp-3"];

    /// <summary>As a ratio names it.</summary>
    public static string Title(string peer) => peer switch
    {
        Yarp => "YARP",
        UntunedYarp => "YARP, not tuned",
        Portkey => "Portkey",
        Gateway => "one process",
        "nodes-1" => "1 node",
        _ => peer,
    };
}
