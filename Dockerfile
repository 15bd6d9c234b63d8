# The platform and the command line in one image. What a container runs is said by its environment: docs/configuration.md.
#
#     docker build --tag boardwalk .
FROM node:26.10.0-bookworm-slim AS build
WORKDIR /boardwalk
ENV CI=true TURBO_TELEMETRY_DISABLED=1
RUN npm install --global pnpm@12.21.0
COPY . .
RUN pnpm install --frozen-lockfile \
 && pnpm run build \
 && pnpm install --frozen-lockfile --prod

FROM node:26.10.0-bookworm-slim
WORKDIR /boardwalk
ENV NODE_ENV=production \
    HOST=0.0.0.0 PORT=8080 \
    METRICS_HOST=0.0.0.0 METRICS_PORT=9464 \
    BOARDWALK_HOME=/data
COPY --from=build /boardwalk .
RUN mkdir /data && chown node:node /data
USER node
VOLUME /data
EXPOSE 8080 9464
# Every role answers here, also those that serve no requests.
HEALTHCHECK --interval=10s --timeout=3s --start-period=20s \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.METRICS_PORT}/metrics`).then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]
CMD ["node", "--import", "./apps/platform/dist/telemetry/register.js", "apps/platform/dist/main.js"]
