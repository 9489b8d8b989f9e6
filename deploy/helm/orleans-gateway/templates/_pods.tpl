{{- /* A Deployment. Takes root, component, role, http, silo, replicas (null: the autoscaler's) and resources. */}}
{{- define "gateway.deployment" -}}
{{- $root := .root }}
{{- $values := $root.Values }}
apiVersion: apps/v1
kind: Deployment
metadata:
  name: {{ include "gateway.fullname" $root }}-{{ .component }}
  labels:
    {{- include "gateway.labels" $root | nindent 4 }}
    app.kubernetes.io/component: {{ .component }}
spec:
  {{- if not (kindIs "invalid" .replicas) }}
  replicas: {{ .replicas }}
  {{- end }}
  revisionHistoryLimit: 5
  {{- if eq $values.store.kind "Sqlite" }}
  # The volume belongs to one process at a time.
  strategy: {type: Recreate}
  {{- else }}
  # One at a time, each ready before the next one goes.
  strategy:
    type: RollingUpdate
    rollingUpdate: {maxSurge: 1, maxUnavailable: 0}
  minReadySeconds: 10
  {{- end }}
  selector:
    matchLabels:
      {{- include "gateway.selector" $root | nindent 6 }}
      app.kubernetes.io/component: {{ .component }}
  template:
    metadata:
      labels:
        {{- include "gateway.labels" $root | nindent 8 }}
        app.kubernetes.io/component: {{ .component }}
        {{- if hasKey $values.serviceAccount.annotations "azure.workload.identity/client-id" }}
        azure.workload.identity/use: "true"
        {{- end }}
        {{- with $values.podLabels }}
        {{- toYaml . | nindent 8 }}
        {{- end }}
      annotations:
        kubectl.kubernetes.io/default-container: gateway
        {{- if and .silo (eq $values.document.mode "Enforce") (not $values.document.existingConfigMap) }}
        # It is read at start.
        checksum/document: {{ toJson $values.document.content | sha256sum }}
        {{- end }}
        {{- with $values.podAnnotations }}
        {{- toYaml . | nindent 8 }}
        {{- end }}
    spec:
      serviceAccountName: {{ include "gateway.serviceAccount" $root }}
      automountServiceAccountToken: false
      enableServiceLinks: false
      {{- with $values.image.pullSecrets }}
      imagePullSecrets:
        {{- toYaml . | nindent 8 }}
      {{- end }}
      # Longer than DrainDelay, DrainTimeout and the silo's farewell together.
      terminationGracePeriodSeconds: {{ add (int $values.drain.delay) (int $values.drain.timeout) 35 }}
      securityContext:
        runAsNonRoot: true
        runAsUser: 1654
        runAsGroup: 1654
        fsGroup: 1654
        fsGroupChangePolicy: OnRootMismatch
        seccompProfile: {type: RuntimeDefault}
      containers:
        - name: gateway
          image: {{ include "gateway.image" $root | quote }}
          imagePullPolicy: {{ $values.image.pullPolicy }}
          {{- if not .http }}
          command: [dotnet, /app/silo/Orleans.Gateway.Silo.dll]
          {{- end }}
          env:
            {{- include "gateway.environment" . | trim | nindent 12 }}
          {{- if and .silo $values.providers.existingSecrets }}
          envFrom:
            {{- range $values.providers.existingSecrets }}
            - secretRef: {name: {{ . | quote }}}
            {{- end }}
          {{- end }}
          ports:
            {{- if .http }}
            - {name: http, containerPort: 8080}
            {{- if $values.admin.port }}
            - {name: admin, containerPort: {{ $values.admin.port }}}
            {{- end }}
            {{- end }}
            {{- if and .silo (ne $values.store.kind "Sqlite") }}
            - {name: silo, containerPort: 11111}
            - {name: gateway, containerPort: 30000}
            {{- end }}
          {{- if .http }}
          startupProbe:
            httpGet: {path: /health/live, port: http}
            periodSeconds: 2
            timeoutSeconds: 2
            failureThreshold: 60
          # It depends on nothing; a process that is only slow is left alone.
          livenessProbe:
            httpGet: {path: /health/live, port: http}
            periodSeconds: 10
            timeoutSeconds: 5
            failureThreshold: 6
          readinessProbe:
            httpGet: {path: /health/ready, port: http}
            periodSeconds: 5
            timeoutSeconds: 2
            failureThreshold: 2
          {{- else }}
          # Whether it listens for front ends: what --probe of the image asks, without a process for each time. A restart would mend nothing: a silo
          # without a store tries again by itself, and one that was evicted ends by itself.
          readinessProbe:
            tcpSocket: {port: gateway}
            periodSeconds: 5
            timeoutSeconds: 3
            failureThreshold: 3
          {{- end }}
          resources:
            {{- toYaml .resources | nindent 12 }}
          securityContext:
            allowPrivilegeEscalation: false
            readOnlyRootFilesystem: true
            capabilities: {drop: [ALL]}
          volumeMounts:
            - {name: data, mountPath: /data}
            {{- if .silo }}
            - {name: document, mountPath: /etc/gateway, readOnly: true}
            {{- end }}
            {{- if $values.clusterTls.existingSecret }}
            - {name: cluster-tls, mountPath: /etc/gateway-tls, readOnly: true}
            {{- end }}
            {{- with $values.extraVolumeMounts }}
            {{- toYaml . | nindent 12 }}
            {{- end }}
      volumes:
        - name: data
          {{- if eq $values.store.kind "Sqlite" }}
          persistentVolumeClaim: {claimName: {{ default (printf "%s-data" (include "gateway.fullname" $root)) $values.store.sqlite.existingClaim | quote }}}
          {{- else }}
          emptyDir: {sizeLimit: {{ $values.dataSizeLimit }}}
          {{- end }}
        {{- if .silo }}
        - name: document
          configMap:
            name: {{ default (printf "%s-document" (include "gateway.fullname" $root)) $values.document.existingConfigMap | quote }}
        {{- end }}
        {{- if $values.clusterTls.existingSecret }}
        - name: cluster-tls
          secret: {secretName: {{ $values.clusterTls.existingSecret | quote }}, defaultMode: 0440}
        {{- end }}
        {{- with $values.extraVolumes }}
        {{- toYaml . | nindent 8 }}
        {{- end }}
      {{- with $values.priorityClassName }}
      priorityClassName: {{ . }}
      {{- end }}
      {{- with $values.nodeSelector }}
      nodeSelector:
        {{- toYaml . | nindent 8 }}
      {{- end }}
      {{- with $values.tolerations }}
      tolerations:
        {{- toYaml . | nindent 8 }}
      {{- end }}
      {{- with $values.affinity }}
      affinity:
        {{- toYaml . | nindent 8 }}
      {{- end }}
      topologySpreadConstraints:
        {{- if $values.topologySpreadConstraints }}
        {{- toYaml $values.topologySpreadConstraints | nindent 8 }}
        {{- else }}
        {{- range $key := list "kubernetes.io/hostname" "topology.kubernetes.io/zone" }}
        - topologyKey: {{ $key }}
          maxSkew: 1
          whenUnsatisfiable: ScheduleAnyway
          labelSelector:
            matchLabels:
              {{- include "gateway.selector" $root | nindent 14 }}
              app.kubernetes.io/component: {{ $.component }}
          matchLabelKeys: [pod-template-hash]
        {{- end }}
        {{- end }}
{{- end }}
