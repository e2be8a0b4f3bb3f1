package com.example.app.mlsvc;

import java.util.Map;
import org.springframework.web.service.annotation.GetExchange;

/** The health check of mlsvc, with a timeout of its own and no second attempt. */
interface MlsvcHealth {

  /** Throws {@link MlsvcException.Unavailable}, with the reason, while mlsvc takes no work. */
  @GetExchange("/api/health/ready")
  Map<String, Object> ready();
}
