using System.Collections.Frozen;
using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.FileProviders;
using Microsoft.Extensions.Primitives;

namespace Orleans.Gateway.Portal.Hosting;

/// <summary>The scripts and styles of the portal, which are resources of this assembly.</summary>
internal sealed class PortalAssets : IFileProvider
{
    private const string Prefix = "asset/";
    private const string Fluent = "_content/Microsoft.FluentUI.AspNetCore.Components/Microsoft.FluentUI.AspNetCore.Components.lib.module.js";

    private static readonly Assembly Assembly = typeof(PortalAssets).Assembly;

    private readonly FrozenDictionary<string, IFileInfo> _files;

    public PortalAssets(string applicationName)
    {
        var files = Assembly.GetManifestResourceNames()
            .Where(name => name.StartsWith(Prefix, StringComparison.Ordinal))
            .ToDictionary(name => name[Prefix.Length..], name => (IFileInfo)new Resource(name), StringComparer.Ordinal);

        // The scripts that Blazor runs as it starts: where a build would list them, this does.
        files[$"{applicationName}.modules.json"] = new Text($"[\"{Fluent}\"]");
        _files = files.ToFrozenDictionary(StringComparer.Ordinal);
        Version = Convert.ToHexStringLower(SHA256.HashData(Assembly.ManifestModule.ModuleVersionId.ToByteArray()))[..8];
    }

    /// <summary>Differs from build to build: what it is appended to may be kept by browsers.</summary>
    public string Version { get; }

    public IFileInfo GetFileInfo(string subpath) => _files.GetValueOrDefault(subpath.TrimStart('/')) ?? new NotFoundFileInfo(subpath);

    public IDirectoryContents GetDirectoryContents(string subpath) => NotFoundDirectoryContents.Singleton;

    public IChangeToken Watch(string filter) => NullChangeToken.Singleton;

    private abstract class Entry : IFileInfo
    {
        public bool Exists => true;

        public bool IsDirectory => false;

        public abstract string Name { get; }

        public abstract long Length { get; }

        public string? PhysicalPath => null;

        // Of the release, not of the start: nodes of one build agree.
        public DateTimeOffset LastModified => DateTimeOffset.UnixEpoch;

        public abstract Stream CreateReadStream();
    }

    private sealed class Resource(string resource) : Entry
    {
        private readonly Lazy<long> _length = new(() =>
        {
            using var stream = Assembly.GetManifestResourceStream(resource)!;
            return stream.Length;
        });

        public override string Name => resource[(resource.LastIndexOf('/') + 1)..];

        public override long Length => _length.Value;

        public override Stream CreateReadStream() => Assembly.GetManifestResourceStream(resource)!;
    }

    private sealed class Text(string text) : Entry
    {
        private readonly byte[] _bytes = Encoding.UTF8.GetBytes(text);

        public override string Name => "modules.json";

        public override long Length => _bytes.Length;

        public override Stream CreateReadStream() => new MemoryStream(_bytes, writable: false);
    }
}
