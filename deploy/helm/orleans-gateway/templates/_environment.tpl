{{- /* The environment of a container. Takes root, role, http and silo. */}}
{{- define "gateway.environment" -}}
{{- $values := .root.Values }}
{{- $cluster := ne $values.store.kind "Sqlite" }}
- name: Gateway__Role
  value: {{ .role }}
- name: Gateway__Store
  value: {{ $values.store.kind }}
- name: Gateway__ClusterId
  value: {{ $values.clusterId | quote }}
- name: Gateway__ServiceId
  value: {{ $values.serviceId | quote }}
- name: Gateway__DrainTimeout
  value: {{ include "gateway.time" $values.drain.timeout | quote }}
{{ include "gateway.secret" (dict "name" "Gateway__Pepper" "secret" $values.secrets.existingSecret "key" $values.secrets.pepper) }}
{{- if $values.store.azureStorage.blobServiceUri }}
- name: Gateway__AzureStorage__BlobServiceUri
  value: {{ $values.store.azureStorage.blobServiceUri | quote }}
- name: Gateway__AzureStorage__TableServiceUri
  value: {{ $values.store.azureStorage.tableServiceUri | quote }}
{{- else if $cluster }}
{{ include "gateway.secret" (dict "name" (printf "Gateway__%s__ConnectionString" $values.store.kind) "secret" (default $values.secrets.existingSecret $values.store.existingSecret) "key" $values.store.connectionStringKey) }}
{{- end }}
{{- if .http }}
- name: Gateway__DrainDelay
  value: {{ include "gateway.time" $values.drain.delay | quote }}
{{ include "gateway.secret" (dict "name" "Gateway__Admin__Key" "secret" $values.secrets.existingSecret "key" $values.secrets.adminKey) }}
{{- if $values.admin.port }}
- name: Gateway__Admin__Urls
  value: {{ printf "http://0.0.0.0:%d" (int $values.admin.port) }}
{{- end }}
{{- end }}
{{- if .silo }}
{{ include "gateway.secret" (dict "name" "Gateway__MasterKey" "secret" $values.secrets.existingSecret "key" $values.secrets.masterKey) }}
{{- with $values.secrets.previousMasterKey }}
{{ include "gateway.secret" (dict "name" "Gateway__PreviousMasterKey" "secret" $values.secrets.existingSecret "key" .) }}
{{- end }}
- name: Gateway__Config
  value: {{ printf "/etc/gateway/%s" $values.document.key | quote }}
- name: Gateway__ConfigMode
  value: {{ $values.document.mode }}
{{- if $cluster }}
# The others reach it at the address of the pod, and that is where it listens.
- name: Gateway__AdvertisedAddress
  valueFrom: {fieldRef: {fieldPath: status.podIP}}
- name: Gateway__SiloPort
  value: "11111"
- name: Gateway__GatewayPort
  value: "30000"
{{- end }}
{{- end }}
{{- if $values.clusterTls.existingSecret }}
- name: Gateway__ClusterTls__CertificateFile
  value: {{ printf "/etc/gateway-tls/%s" $values.clusterTls.certificateKey | quote }}
- name: Gateway__ClusterTls__AuthorityFile
  value: {{ printf "/etc/gateway-tls/%s" $values.clusterTls.authorityKey | quote }}
{{- end }}
{{- if $values.telemetry.endpoint }}
- name: OTEL_EXPORTER_OTLP_ENDPOINT
  value: {{ $values.telemetry.endpoint | quote }}
- name: OTEL_EXPORTER_OTLP_PROTOCOL
  value: {{ $values.telemetry.protocol }}
- name: OTEL_SERVICE_NAME
  value: {{ printf "gateway-%s" .component }}
# Without it, the series of all pods would be one.
- name: POD_NAME
  valueFrom: {fieldRef: {fieldPath: metadata.name}}
- name: OTEL_RESOURCE_ATTRIBUTES
  value: service.instance.id=$(POD_NAME)
{{- end }}
{{- range $name, $value := $values.settings }}
- name: {{ $name | replace ":" "__" }}
  value: {{ (kindIs "float64" $value | ternary (toJson $value) (toString $value)) | quote }}
{{- end }}
{{- with $values.env }}
{{ toYaml . }}
{{- end }}
{{- end }}

{{- define "gateway.secret" -}}
- name: {{ .name }}
  valueFrom: {secretKeyRef: {name: {{ .secret | quote }}, key: {{ .key | quote }}}}
{{- end }}
