{{- define "openclaw.selector" -}}
app.kubernetes.io/name: openclaw
app.kubernetes.io/instance: {{ .Release.Name | quote }}
{{- end }}

{{- define "openclaw.labels" -}}
{{ include "openclaw.selector" . }}
app.kubernetes.io/managed-by: {{ .Release.Service | quote }}
app.kubernetes.io/version: {{ .Values.image.version | quote }}
countersign/tenant: {{ .Values.tenantId | quote }}
countersign/instance: {{ .Values.instanceId | quote }}
{{- end }}

{{- define "openclaw.image" -}}
{{- with .Values.image -}}
{{- if .digest -}}{{ .repository }}@{{ .digest }}{{- else -}}{{ .repository }}:{{ .version }}{{- end -}}
{{- end -}}
{{- end }}

{{- /* Three quarters of the memory there is, in MiB: the rest is for what Node keeps outside its heap, and for its children. */}}
{{- define "openclaw.heap" -}}
{{- $limit := .Values.resources.memory_limit -}}
{{- $mebibytes := dict "Ki" 0.0009765625 "Mi" 1.0 "Gi" 1024.0 "Ti" 1048576.0 -}}
{{- $unit := regexFind "[KMGT]i$" $limit -}}
{{- mulf (trimSuffix $unit $limit | float64) (get $mebibytes (default "Mi" $unit)) 0.75 | int -}}
{{- end }}
