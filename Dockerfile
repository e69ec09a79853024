FROM node:24-bookworm-slim AS build
WORKDIR /build
# Before the sources, so that the packages are fetched anew only where the list of them changes.
COPY package.json package-lock.json ./
RUN npm ci --no-audit --no-fund
COPY . .
RUN npm run build && npm prune --omit=dev --no-audit --no-fund

FROM node:24-bookworm-slim
ENV NODE_ENV=production \
    RENJA_HOST=0.0.0.0 \
    RENJA_DATA=/data
WORKDIR /app
# Owned by root: the program cannot change itself.
COPY LICENSE package.json ./
COPY --from=build /build/node_modules node_modules
COPY --from=build /build/dist dist
# A volume takes its owner from the folder that stands in its place.
RUN ln -s /app/dist/src/cli/main.js /usr/local/bin/renja && install --directory --owner=node --group=node --mode=0700 /data
VOLUME /data
USER node
EXPOSE 3000
# There is no curl in this image, and Node has fetch. A server that still catches up is healthy: it answers.
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s --retries=3 \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.RENJA_PORT || 3000}/health/ready`).then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]
# No shell in between: the signal reaches the server, which lets requests finish.
STOPSIGNAL SIGTERM
CMD ["node", "dist/src/main.js"]
