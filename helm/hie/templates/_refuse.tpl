{{/* What the schema cannot say: values that need others. Ends the rendering with all that is wrong at once. */}}
{{- define "hie.refuse" -}}
{{- $wrong := list -}}
{{- $v := .Values -}}
{{- $most := int (include "hie.mostNodes" .) -}}
{{- if gt $most 1 -}}
{{- $why := ternary (printf "autoscaling.maxReplicas is %d" $most) (printf "replicas is %d" $most) $v.autoscaling.enabled -}}
{{- if not $v.kafka.bootstrapServers -}}
{{- $wrong = append $wrong (printf "%s, and nodes share one log: name its brokers in kafka.bootstrapServers, such as [kafka-0.kafka:9092]" $why) -}}
{{- end -}}
{{- if not $v.database.url -}}
{{- $wrong = append $wrong (printf "%s, and nodes share users, roles and the search: set database.url, such as jdbc:postgresql://postgres:5432/hie" $why) -}}
{{- end -}}
{{- if not $v.keys.existingSecret -}}
{{- $wrong = append $wrong (printf "%s, and nodes share the workspaces' keys: make a secret of them and name it in keys.existingSecret (the chart's README has the commands)" $why) -}}
{{- end -}}
{{- if not (include "hie.adminSecret" .) -}}
{{- $wrong = append $wrong (printf "%s, and nodes join by one password: set admin.existingSecret, or admin.password" $why) -}}
{{- end -}}
{{- end -}}
{{- if gt $most (int $v.shards) -}}
{{- $wrong = append $wrong (printf "there may be %d nodes for %d shards, and a node without a shard has nothing to do: have at most as many nodes as shards" $most (int $v.shards)) -}}
{{- end -}}
{{- if and $v.autoscaling.enabled (gt (int $v.autoscaling.minReplicas) (int $v.autoscaling.maxReplicas)) -}}
{{- $wrong = append $wrong (printf "autoscaling.minReplicas is %d and maxReplicas %d: the first must not be more" (int $v.autoscaling.minReplicas) (int $v.autoscaling.maxReplicas)) -}}
{{- end -}}
{{- if and $v.autoscaling.enabled (eq $v.autoscaling.provider "keda") (not $v.autoscaling.prometheusAddress) -}}
{{- $wrong = append $wrong "autoscaling.provider is keda, which asks Prometheus: set autoscaling.prometheusAddress, such as http://prometheus.monitoring:9090" -}}
{{- end -}}
{{- if gt (int $v.cluster.requiredContactPoints) (int (include "hie.fewestNodes" .)) -}}
{{- $wrong = append $wrong (printf "cluster.requiredContactPoints is %d and there may be only %s nodes, so that no cluster would ever be formed: have at most as many" (int $v.cluster.requiredContactPoints) (include "hie.fewestNodes" .)) -}}
{{- end -}}
{{- if and (eq $v.cluster.splitBrainStrategy "lease-majority") (not $v.cluster.lease.enabled) -}}
{{- $wrong = append $wrong "cluster.splitBrainStrategy is lease-majority, which goes by a lease: set cluster.lease.enabled" -}}
{{- end -}}
{{- if and $v.cluster.lease.enabled (has $v.cluster.splitBrainStrategy (list "keep-majority" "keep-oldest")) -}}
{{- $wrong = append $wrong (printf "cluster.lease.enabled is true and cluster.splitBrainStrategy %s, which does not ask for it: leave the strategy empty" $v.cluster.splitBrainStrategy) -}}
{{- end -}}
{{- if and $v.kafka.bootstrapServers (gt (int $v.kafka.minInsyncReplicas) (int $v.kafka.replicationFactor)) -}}
{{- $wrong = append $wrong (printf "kafka.minInsyncReplicas is %d and kafka.replicationFactor %d, so that nothing would ever be acknowledged: the first must not be more" (int $v.kafka.minInsyncReplicas) (int $v.kafka.replicationFactor)) -}}
{{- end -}}
{{- if and (hasPrefix "SASL" $v.kafka.securityProtocol) (not (and $v.kafka.sasl.mechanism $v.kafka.sasl.existingSecret)) -}}
{{- $wrong = append $wrong (printf "kafka.securityProtocol is %s: set kafka.sasl.mechanism, such as SCRAM-SHA-512, and kafka.sasl.existingSecret" $v.kafka.securityProtocol) -}}
{{- end -}}
{{- if and $v.kafka.sasl.mechanism (not (hasPrefix "SASL" $v.kafka.securityProtocol)) -}}
{{- $wrong = append $wrong (printf "kafka.sasl.mechanism is set and kafka.securityProtocol is %s: set it to SASL_SSL" $v.kafka.securityProtocol) -}}
{{- end -}}
{{- if and $v.kafka.tls.existingSecret (not (hasSuffix "SSL" $v.kafka.securityProtocol)) -}}
{{- $wrong = append $wrong (printf "kafka.tls.existingSecret is set and kafka.securityProtocol is %s: set it to SSL or SASL_SSL" $v.kafka.securityProtocol) -}}
{{- end -}}
{{- if and $v.database.url (not (include "hie.databaseSecret" .)) -}}
{{- $wrong = append $wrong "database.url is set without a password: set database.existingSecret, or database.password" -}}
{{- end -}}
{{- if and $v.productions (not (include "hie.adminSecret" .)) -}}
{{- $wrong = append $wrong "productions are applied over the API, which wants a password: set admin.existingSecret, or admin.password" -}}
{{- end -}}
{{- if and $v.ingress.enabled (not $v.ingress.host) -}}
{{- $wrong = append $wrong "ingress.enabled is true without a name: set ingress.host, such as hie.example.org" -}}
{{- end -}}
{{- $own := dict (toString (int $v.api.port)) "api.port" -}}
{{- range $key := list "port" "managementPort" -}}
{{- $port := toString (int (get $v.cluster $key)) -}}
{{- if hasKey $own $port -}}
{{- $wrong = append $wrong (printf "cluster.%s is %s, as is %s: give each a port of its own" $key $port (get $own $port)) -}}
{{- end -}}
{{- $_ := set $own $port (printf "cluster.%s" $key) -}}
{{- end -}}
{{- range $listener := $v.listeners -}}
{{- $port := toString (int $listener.port) -}}
{{- if hasKey $own $port -}}
{{- $wrong = append $wrong (printf "the port of listener %s is %s, as is %s: give each a port of its own" $listener.name $port (get $own $port)) -}}
{{- end -}}
{{- $_ := set $own $port (printf "that of listener %s" $listener.name) -}}
{{- end -}}
{{- if $wrong -}}
{{- fail (printf "\n\nThe values do not go together:\n- %s\n" (join "\n- " $wrong)) -}}
{{- end -}}
{{- end -}}
