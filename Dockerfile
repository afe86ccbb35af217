# syntax=docker/dockerfile:1

# What both stages share: Node 24 comes with the image, so the `node` package is not needed, and no
# other dependency has an install script that does anything here.
FROM node:24-bookworm-slim AS base
WORKDIR /app
ENV npm_config_update_notifier=false npm_config_fund=false npm_config_audit=false
COPY package.json package-lock.json .npmrc ./

FROM base AS build
RUN --mount=type=cache,target=/root/.npm npm ci --ignore-scripts
COPY . .
RUN npm run build

FROM base AS dependencies
RUN --mount=type=cache,target=/root/.npm npm ci --omit=dev --ignore-scripts

FROM node:24-bookworm-slim
ENV NODE_ENV=production \
    LOSSBOARD_HOST=0.0.0.0 \
    LOSSBOARD_PORT=4680 \
    LOSSBOARD_DATA=/data
WORKDIR /app
COPY --from=dependencies /app/node_modules node_modules
COPY package.json ./
COPY migrations migrations
COPY recipes recipes
COPY shared shared
COPY server server
COPY worker worker
COPY --from=build /app/worker/kernels/dist worker/kernels/dist
COPY --from=build /app/web/dist web/dist

# The volume takes over owner and rights of this folder when it is first used.
RUN mkdir /data && chown node:node /data
USER node
VOLUME /data
EXPOSE 4680

HEALTHCHECK --interval=30s --timeout=5s --start-period=10s --retries=3 \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.LOSSBOARD_PORT}/api/v1/health`).then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]

# Without a shell in between: node gets SIGTERM itself and stops in order, which takes up to 15 s.
CMD ["node", "server/cli/main.ts"]
