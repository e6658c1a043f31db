{{- define "hie.name" -}}
{{- default .Chart.Name .Values.nameOverride | trunc 40 | trimSuffix "-" -}}
{{- end -}}

{{- define "hie.fullname" -}}
{{- if .Values.fullnameOverride -}}
{{- .Values.fullnameOverride | trunc 40 | trimSuffix "-" -}}
{{- else if contains (include "hie.name" .) .Release.Name -}}
{{- .Release.Name | trunc 40 | trimSuffix "-" -}}
{{- else -}}
{{- printf "%s-%s" .Release.Name (include "hie.name" .) | trunc 40 | trimSuffix "-" -}}
{{- end -}}
{{- end -}}

{{/* The service without an address of its own, which gives each node its name. */}}
{{- define "hie.headless" -}}
{{- include "hie.fullname" . }}-nodes
{{- end -}}

{{- define "hie.serviceAccount" -}}
{{- if .Values.serviceAccount.name -}}
{{- .Values.serviceAccount.name -}}
{{- else if .Values.serviceAccount.create -}}
{{- include "hie.fullname" . -}}
{{- else -}}
default
{{- end -}}
{{- end -}}

{{- define "hie.selector" -}}
app.kubernetes.io/name: {{ include "hie.name" . }}
app.kubernetes.io/instance: {{ .Release.Name }}
app.kubernetes.io/component: node
{{- end -}}

{{/* Labels of all but pods' own: a dict of root and component. */}}
{{- define "hie.labels" -}}
app.kubernetes.io/name: {{ include "hie.name" .root }}
app.kubernetes.io/instance: {{ .root.Release.Name }}
app.kubernetes.io/component: {{ .component }}
app.kubernetes.io/version: {{ .root.Chart.AppVersion | quote }}
app.kubernetes.io/part-of: hie
app.kubernetes.io/managed-by: {{ .root.Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .root.Chart.Name .root.Chart.Version | replace "+" "_" }}
{{- end -}}

{{- define "hie.image" -}}
{{- if .Values.image.digest -}}
{{- printf "%s@%s" .Values.image.repository .Values.image.digest -}}
{{- else -}}
{{- printf "%s:%s" .Values.image.repository (default .Chart.AppVersion .Values.image.tag) -}}
{{- end -}}
{{- end -}}

{{/* The most nodes that there will be. */}}
{{- define "hie.mostNodes" -}}
{{- if .Values.autoscaling.enabled -}}{{ .Values.autoscaling.maxReplicas }}{{- else -}}{{ .Values.replicas }}{{- end -}}
{{- end -}}

{{/* Not empty if there are several nodes. */}}
{{- define "hie.clustered" -}}
{{- if gt (int (include "hie.mostNodes" .)) 1 -}}yes{{- end -}}
{{- end -}}

{{- define "hie.fewestNodes" -}}
{{- if .Values.autoscaling.enabled -}}{{ .Values.autoscaling.minReplicas }}{{- else -}}{{ .Values.replicas }}{{- end -}}
{{- end -}}

{{- define "hie.contactPoints" -}}
{{- if .Values.cluster.requiredContactPoints -}}
{{- .Values.cluster.requiredContactPoints -}}
{{- else -}}
{{- add (div (int (include "hie.fewestNodes" .)) 2) 1 -}}
{{- end -}}
{{- end -}}

{{- define "hie.adminSecret" -}}
{{- if .Values.admin.existingSecret -}}
{{- .Values.admin.existingSecret -}}
{{- else if .Values.admin.password -}}
{{- include "hie.fullname" . }}-admin
{{- end -}}
{{- end -}}

{{- define "hie.databaseSecret" -}}
{{- if .Values.database.existingSecret -}}
{{- .Values.database.existingSecret -}}
{{- else if .Values.database.password -}}
{{- include "hie.fullname" . }}-database
{{- end -}}
{{- end -}}

{{/* How the API is spoken to inside the cluster. */}}
{{- define "hie.scheme" -}}
{{- if .Values.api.tls.existingSecret -}}https{{- else -}}http{{- end -}}
{{- end -}}

{{- define "hie.apiName" -}}
{{- include "hie.fullname" . }}-api.{{ .Release.Namespace }}.svc
{{- end -}}

{{/* Same for all containers. */}}
{{- define "hie.containerSecurity" -}}
allowPrivilegeEscalation: false
readOnlyRootFilesystem: true
capabilities:
  drop: [ALL]
{{- end -}}

{{- define "hie.javaOptions" -}}
{{- $options := list (printf "-XX:MaxRAMPercentage=%d" (int .Values.heapPercentage)) -}}
{{- $settings := dict -}}
{{- if ne (int .Values.shards) 16 -}}
{{- $_ := set $settings "hie.history.shards" (int .Values.shards) -}}
{{- end -}}
{{- if .Values.cluster.stableAfter -}}
{{- $_ := set $settings "pekko.cluster.split-brain-resolver.stable-after" .Values.cluster.stableAfter -}}
{{- end -}}
{{- if .Values.cluster.acceptableHeartbeatPause -}}
{{- $_ := set $settings "pekko.cluster.failure-detector.acceptable-heartbeat-pause" .Values.cluster.acceptableHeartbeatPause -}}
{{- end -}}
{{- $settings = mergeOverwrite $settings .Values.settings -}}
{{- range $key := keys $settings | sortAlpha -}}
{{- $options = append $options (printf "-D%s=%v" $key (get $settings $key)) -}}
{{- end -}}
{{- concat $options .Values.javaOptions | join " " -}}
{{- end -}}
