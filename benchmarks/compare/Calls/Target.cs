using System.Net;
using System.Text;

namespace Orleans.Gateway.Compare.Calls;

/// <summary>Where a call goes, and what tells its receiver where to take it.</summary>
/// <param name="Servers">Equal ones; connections go to each in turn.</param>
/// <param name="Model">The name of the model in the body.</param>
internal sealed record Target(IReadOnlyList<Uri> Servers, string Path, string Model, IReadOnlyList<(string Name, string Value)> Headers)
{
    /// <summary>The whole request, as it is on the wire.</summary>
    public byte[] Request(bool stream, int size)
    {
        var body = Bodies.Of(Model, stream, size);
        var head = new StringBuilder($"POST {Path} HTTP/1.1\r\nHost: {Servers[0].Authority}\r\nContent-Type: application/json\r\nContent-Length: {body.Length}\r\n");
        foreach (var (name, value) in Headers)
        {
            head.Append(name).Append(": ").Append(value).Append("\r\n");
        }

        return [.. Encoding.ASCII.GetBytes(head.Append("\r\n").ToString()), .. body];
    }

    public IPEndPoint Server(int connection)
    {
        var server = Servers[connection % Servers.Count];
        return new(IPAddress.Parse(server.Host), server.Port);
    }
}
