using System.Globalization;

namespace Orleans.Gateway.Compare.Peers;

internal static class NginxConfiguration
{
    /// <summary>One that keeps connections on both sides, logs nothing, and lets streams through as they come.</summary>
    public static string Of(string folder, int port, string mock)
    {
        // Started by root, its workers would run as somebody who must not write into the folder.
        var user = Environment.UserName == "root" ? "user root;" : "";
        return string.Create(CultureInfo.InvariantCulture, $$"""
            {{user}}
            worker_processes {{Environment.ProcessorCount}};
            daemon off;
            pid {{folder}}/nginx.pid;
            error_log stderr crit;
            events { worker_connections 4096; }
            http {
              access_log off;
              client_body_temp_path {{folder}}/body;
              proxy_temp_path {{folder}}/proxy;
              fastcgi_temp_path {{folder}}/fastcgi;
              uwsgi_temp_path {{folder}}/uwsgi;
              scgi_temp_path {{folder}}/scgi;
              client_max_body_size 32m;
              client_body_buffer_size 256k;
              keepalive_timeout 600s;
              keepalive_requests 100000000;
              upstream mock { server {{mock}}; keepalive 256; keepalive_requests 100000000; keepalive_timeout 600s; }
              server {
                listen 127.0.0.1:{{port}};
                location / {
                  proxy_pass http://mock;
                  proxy_http_version 1.1;
                  proxy_set_header Connection "";
                  proxy_buffering off;
                }
              }
            }
            """);
    }
}
