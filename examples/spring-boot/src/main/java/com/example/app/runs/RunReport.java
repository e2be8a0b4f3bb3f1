package com.example.app.runs;

import java.util.Map;

/**
 * Where a run stands.
 *
 * @param metrics the metrics of a run in SUCCESS; `error_type` and `error_message` of one in FAILED; empty before
 */
public record RunReport(long id, RunStatus status, Map<String, String> metrics) {}
