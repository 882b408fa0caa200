// @ts-check
// @ts-expect-error swagger-ui-dist sets this global
window.SwaggerUIBundle({ url: '/openapi.json', dom_id: '#api', deepLinking: true });
