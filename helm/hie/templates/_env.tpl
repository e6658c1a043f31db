{{/* The node's own settings. A test knows each of these names from the node. */}}
{{- define "hie.env" -}}
{{- $v := .Values -}}
- name: HIE_DATA
  value: /var/lib/hie
- name: HIE_HTTP_INTERFACE
  value: 0.0.0.0
- name: HIE_HTTP_PORT
  value: {{ $v.api.port | quote }}
{{- with $v.api.tls }}
{{- if .existingSecret }}
- name: HIE_HTTP_TLS_CERTIFICATE
  value: /etc/hie/api-tls/{{ .certificateKey }}
- name: HIE_HTTP_TLS_KEY
  value: /etc/hie/api-tls/{{ .keyKey }}
- name: HIE_CA
  value: /etc/hie/api-tls/{{ .authorityKey }}
{{- else }}
- name: HIE_HTTP_TLS
  value: proxy
{{- end }}
{{- end }}
- name: HIE_JAVA_OPTS
  value: {{ include "hie.javaOptions" . | quote }}
{{- with include "hie.adminSecret" . }}
- name: HIE_ADMIN_PASSWORD
  valueFrom:
    secretKeyRef:
      name: {{ . }}
      key: {{ $v.admin.passwordKey }}
{{- end }}
{{- if $v.keys.existingSecret }}
- name: HIE_KEYS_DIRECTORY
  value: /etc/hie/keys
{{- end }}
{{- with $v.kafka.bootstrapServers }}
{{- include "hie.kafkaEnv" $ | nindent 0 }}
{{- end }}
{{- with $v.database.url }}
- name: HIE_CONFIGURATION_JDBC_URL
  value: {{ . | quote }}
- name: HIE_CONFIGURATION_JDBC_USER
  value: {{ $v.database.user | quote }}
- name: HIE_CONFIGURATION_JDBC_PASSWORD
  valueFrom:
    secretKeyRef:
      name: {{ include "hie.databaseSecret" $ }}
      key: {{ $v.database.passwordKey }}
{{- end }}
- name: HIE_SEARCH
  value: {{ ternary "on" "off" $v.search.enabled | quote }}
{{- if $v.search.enabled }}
- name: HIE_SEARCH_RETENTION
  value: {{ $v.search.retention | quote }}
{{- end }}
{{- if include "hie.clustered" . }}
{{- include "hie.clusterEnv" . | nindent 0 }}
{{- end }}
{{- end -}}

{{- define "hie.kafkaEnv" -}}
{{- $kafka := .Values.kafka -}}
- name: HIE_KAFKA_BOOTSTRAP_SERVERS
  value: {{ $kafka.bootstrapServers | join "," | quote }}
- name: HIE_KAFKA_REPLICATION_FACTOR
  value: {{ $kafka.replicationFactor | quote }}
- name: HIE_KAFKA_MIN_INSYNC_REPLICAS
  value: {{ $kafka.minInsyncReplicas | quote }}
- name: HIE_KAFKA_DEAD_LETTERS_TOPIC
  value: {{ $kafka.deadLettersTopic | quote }}
- name: HIE_KAFKA_SECURITY_PROTOCOL
  value: {{ $kafka.securityProtocol }}
{{- with $kafka.tls }}
{{- if .existingSecret }}
- name: HIE_KAFKA_SSL_TRUSTSTORE_TYPE
  value: {{ .truststoreType }}
- name: HIE_KAFKA_SSL_TRUSTSTORE_LOCATION
  value: /etc/hie/kafka-tls/{{ .truststoreKey }}
{{- if .truststorePasswordKey }}
- name: HIE_KAFKA_SSL_TRUSTSTORE_PASSWORD
  valueFrom:
    secretKeyRef:
      name: {{ .existingSecret }}
      key: {{ .truststorePasswordKey }}
{{- end }}
{{- if .keystoreKey }}
- name: HIE_KAFKA_SSL_KEYSTORE_TYPE
  value: {{ .keystoreType }}
- name: HIE_KAFKA_SSL_KEYSTORE_LOCATION
  value: /etc/hie/kafka-tls/{{ .keystoreKey }}
{{- if .keystorePasswordKey }}
- name: HIE_KAFKA_SSL_KEYSTORE_PASSWORD
  valueFrom:
    secretKeyRef:
      name: {{ .existingSecret }}
      key: {{ .keystorePasswordKey }}
{{- end }}
{{- end }}
{{- end }}
{{- end }}
{{- with $kafka.sasl }}
{{- if .mechanism }}
- name: HIE_KAFKA_SASL_MECHANISM
  value: {{ .mechanism }}
- name: HIE_KAFKA_SASL_JAAS_CONFIG
  valueFrom:
    secretKeyRef:
      name: {{ .existingSecret }}
      key: {{ .jaasConfigKey }}
{{- end }}
{{- end }}
{{- end -}}

{{- define "hie.clusterEnv" -}}
{{- $cluster := .Values.cluster -}}
- name: POD_NAME
  valueFrom:
    fieldRef:
      fieldPath: metadata.name
- name: POD_IP
  valueFrom:
    fieldRef:
      fieldPath: status.podIP
- name: HIE_CLUSTER_FORM_BY
  value: kubernetes
- name: HIE_CLUSTER_KUBERNETES_SELECTOR
  value: app.kubernetes.io/name={{ include "hie.name" . }},app.kubernetes.io/instance={{ .Release.Name }},app.kubernetes.io/component=node
- name: HIE_CLUSTER_KUBERNETES_PORT_NAME
  value: management
- name: HIE_CLUSTER_REQUIRED_CONTACT_POINTS
  value: {{ include "hie.contactPoints" . | quote }}
# A pod that is replaced has its name again, and another address.
- name: HIE_CLUSTER_HOST
  value: $(POD_NAME).{{ include "hie.headless" . }}.{{ .Release.Namespace }}.svc.{{ .Values.clusterDomain }}
- name: HIE_CLUSTER_PORT
  value: {{ $cluster.port | quote }}
# As Kubernetes tells it to the others.
- name: HIE_CLUSTER_MANAGEMENT_HOST
  value: $(POD_IP)
- name: HIE_CLUSTER_MANAGEMENT_PORT
  value: {{ $cluster.managementPort | quote }}
- name: HIE_STANDBY_REPLICAS
  value: {{ $cluster.standbyReplicas | quote }}
{{- if $cluster.lease.enabled }}
- name: HIE_CLUSTER_LEASE
  value: kubernetes
{{- end }}
{{- with $cluster.splitBrainStrategy }}
- name: HIE_SPLIT_BRAIN_STRATEGY
  value: {{ . }}
{{- end }}
{{- with $cluster.tls }}
{{- if .existingSecret }}
- name: HIE_CLUSTER_TLS_CERTIFICATE
  value: /etc/hie/cluster-tls/{{ .certificateKey }}
- name: HIE_CLUSTER_TLS_KEY
  value: /etc/hie/cluster-tls/{{ .keyKey }}
- name: HIE_CLUSTER_TLS_AUTHORITY
  value: /etc/hie/cluster-tls/{{ .authorityKey }}
{{- end }}
{{- end }}
{{- end -}}
