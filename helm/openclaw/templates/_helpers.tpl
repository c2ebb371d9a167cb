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
