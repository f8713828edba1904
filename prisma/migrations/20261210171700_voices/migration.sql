-- What a user wants to hear: the voice, the language that is spoken and heard, and how fast; null: as the server is set.
ALTER TABLE "User"
  ADD COLUMN "voice" TEXT,
  ADD COLUMN "voiceLanguage" TEXT,
  ADD COLUMN "voiceRate" DOUBLE PRECISION;

-- What a provider speaks, and what it hears, is counted with what else models are asked.
ALTER TYPE "TokenUse" ADD VALUE 'SPEECH';
ALTER TYPE "TokenUse" ADD VALUE 'TRANSCRIPTION';
