package com.example.app.mlsvc;

import java.net.http.HttpClient;
import java.time.Duration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.client.JdkClientHttpRequestFactory;
import org.springframework.resilience.annotation.EnableResilientMethods;
import org.springframework.web.client.RestClient;
import org.springframework.web.client.support.RestClientAdapter;
import org.springframework.web.service.invoker.HttpServiceProxyFactory;

/**
 * Makes the clients from Spring Boot's RestClient.Builder, which sends `traceparent` and measures each call as
 * `http.client.requests`. RestClient.create() and RestClient.builder() do neither.
 */
@Configuration(proxyBeanMethods = false)
@EnableResilientMethods
class MlsvcConfiguration {

  @Bean
  MlsvcClient mlsvcClient(RestClient.Builder builder, MlsvcProperties properties) {
    return client(MlsvcClient.class, builder, properties, properties.readTimeout());
  }

  @Bean
  MlsvcHealth mlsvcHealth(RestClient.Builder builder, MlsvcProperties properties) {
    return client(MlsvcHealth.class, builder, properties, properties.healthTimeout());
  }

  private static <T> T client(
      Class<T> type, RestClient.Builder builder, MlsvcProperties properties, Duration readTimeout) {
    HttpClient http = HttpClient.newBuilder()
        .version(HttpClient.Version.HTTP_1_1)
        .connectTimeout(properties.connectTimeout())
        .build();
    JdkClientHttpRequestFactory requests = new JdkClientHttpRequestFactory(http);
    requests.setReadTimeout(readTimeout);
    RestClient rest = builder
        .baseUrl(properties.url())
        .requestFactory(requests)
        .observationConvention(new MlsvcObservationConvention())
        .build();
    return HttpServiceProxyFactory.builderFor(RestClientAdapter.create(rest))
        .exchangeAdapterDecorator(MlsvcExceptionTranslator::new)
        .build()
        .createClient(type);
  }
}
