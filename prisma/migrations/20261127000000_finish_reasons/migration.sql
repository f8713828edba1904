CREATE TYPE "FinishReason" AS ENUM ('STOP', 'LENGTH', 'FILTERED');

-- Of replies that ended before, nobody knows it any more.
ALTER TABLE "Message" ADD COLUMN "finishReason" "FinishReason";
